import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { type Report, reportSteps } from '../../src/steps/report.ts';
import { type RunOptions, runSteps } from '../../src/steps/run-steps.ts';
import { countTokens } from '../../src/tokens.ts';
import { answerResult, answerTo, chains, writtenOf } from './chains.ts';
import { failure, ok, stepsOf } from './support.ts';

const signal = new AbortController().signal;

interface Reported {
  readonly call: RunOptions['call'];
  readonly budget?: number;
  readonly options?: Partial<RunOptions>;
}

async function report(given: unknown, { call, budget = 4000, options }: Reported): Promise<Report> {
  const outcome = await runSteps(await stepsOf(given), { call, signal, ...options });
  const labelOf = ({ endpoint }: { readonly endpoint: string }) => `POST /${endpoint}`;
  return reportSteps(outcome, { budget, labelOf });
}

/** The argument that a report says takes the run up. */
function resumed(text: string): unknown {
  const [, json = ''] = /^to go on: (.*)$/m.exec(text) ?? [];
  return JSON.parse(json).steps;
}

describe('a report', () => {
  it('has one line a step and the last result', async () => {
    const call: RunOptions['call'] = async ({ endpoint }) => ok({ from: endpoint }, '201 Created · 1.2 kB');
    const steps = [
      { id: 'a', endpoint: 'repos' },
      { endpoint: 'issues', each: [1, 2] },
      { endpoint: 'no', if: false },
    ];
    expect(await report(steps, { call })).toEqual({
      isError: false,
      text: [
        '2 of 3 steps done · 3 requests · 1 skipped',
        'a  POST /repos  201 Created · 1.2 kB',
        'step 2  POST /issues  2 × 201 Created',
        'step 3  POST /no  skipped: its if is false',
        'a: {"from":"repos"}',
        'step 2:',
        '[{"from":"issues"},{"from":"issues"}]',
      ].join('\n'),
    });
  });

  it('says where a list is taken up that is too long to be written out', async () => {
    const list = Array.from({ length: 900 }, (_, at) => ({ name: `a name for number ${at}` }));
    const call: RunOptions['call'] = async ({ endpoint }) => ok(endpoint === 'list' ? { list } : 1);
    const steps = [
      { id: 'a', endpoint: 'list' },
      { id: 'b', endpoint: 'x', each: 'a.list', body: '{{item.name}}' },
      { endpoint: 'y' },
    ];
    const { text } = await report(steps, { call });
    expect(text).toContain(
      'to go on: send the steps that are left (b with each "{{a.list | [49:]}}", step 3) with the values of those that were done',
    );
  });

  it('says once what was corrected alike in every element', async () => {
    const call: RunOptions['call'] = async (_, { body }) => ({
      ...ok(body),
      notes: [`/body/id: ${body} read as "${body}"`, 'from the cache, 3 s old'],
    });
    const { text } = await report([{ endpoint: 'x', each: [1, 2, 3], body: '{{item}}' }], { call });
    expect(text.split('\n').filter((line) => line.startsWith('  note:'))).toEqual([
      '  note: /body/id: 1 read as "1", and 2 more alike',
      '  note: from the cache, 3 s old',
    ]);
  });

  it('shows what earlier steps gave where that is small', async () => {
    const long = Array.from({ length: 100 }, (_, index) => `item ${index}`);
    const call: RunOptions['call'] = async ({ endpoint }) => ok(endpoint === 'y' ? long : { from: endpoint });
    const { text } = await report(
      [
        { id: 'a', endpoint: 'x' },
        { id: 'b', endpoint: 'y' },
        { id: 'c', endpoint: 'z' },
      ],
      { call },
    );
    expect(text).toContain('\na: {"from":"x"}\nc:\n{"from":"z"}');
    expect(text).not.toContain('item 1');
  });

  it('of a failure says what was done, what was not, what came back, and the argument that goes on', async () => {
    const call: RunOptions['call'] = async ({ endpoint }, { body }) => {
      if (endpoint !== 'issues') return ok({ name: 'demo {{x}}', id: 7 }, '201 Created · 10 B');
      return body === 'T2' ? failure() : ok({ title: body }, '201 Created · 8 B');
    };
    const steps = [
      { id: 'a', endpoint: 'repos', body: { name: 'demo' } },
      { id: 'b', endpoint: 'issues', each: ['1', '2', '3'], body: 'T{{item}}', params: { repo: '{{a.name}}' } },
      { endpoint: 'tell', body: 'made {{a.id}} {{a.name}}', select: 'id' },
    ];
    const { text, isError } = await report(steps, { call });
    expect(isError).toBe(true);
    expect(text.split('\n')).toEqual([
      '1 of 3 steps done · 4 requests · stopped at b: a call failed',
      'a  POST /repos  201 Created · 10 B',
      'b  POST /issues  2 × 201 Created, 1 × 422 Unprocessable Content',
      '  [1] 422 Unprocessable Content · 20 B',
      'step 3  POST /tell  not sent',
      expect.stringMatching(/^to go on: /),
      'b[1] answered:',
      '{"message":"no"}',
      'b, what was done:',
      '[{"title":"T1"},{"title":"T3"}]',
      'a:',
      '{"name":"demo {{x}}","id":7}',
    ]);
    expect(resumed(text)).toEqual([
      { id: 'b', endpoint: 'issues', params: { repo: "demo {{'{{'}}x}}" }, body: 'T{{item}}', each: ['2'] },
      { endpoint: 'tell', body: "made 7 demo {{'{{'}}x}}", select: 'id' },
    ]);
  });

  it('of a reference that gives nothing says which, and what was there', async () => {
    const call: RunOptions['call'] = async () => ok({ number: 1, title: 'x' });
    const { text } = await report(
      [
        { id: 'a', endpoint: 'x' },
        { id: 'b', endpoint: 'y', params: { n: '{{a.id}}' } },
      ],
      { call },
    );
    expect(text.split('\n').slice(0, 6)).toEqual([
      '1 of 2 steps done · 1 request · stopped at b: a reference gives nothing',
      'a  POST /x  200 OK · 10 B',
      'b  POST /y  not sent',
      '  /steps/1/params/n: {{a.id}} yields null; a has the shape {number, title}',
      'note: a ran already; put values in the place of what refers to it',
      'to go on: {"steps":[{"id":"b","endpoint":"y","params":{"n":"{{a.id}}"}}]}',
    ]);
  });

  it('of a call that was never answered warns before it is sent again', async () => {
    const controller = new AbortController();
    const call: RunOptions['call'] = async (_, { body }, { maySend }) => {
      maySend();
      if (body !== 3) return ok(body);
      controller.abort();
      return new Promise(() => undefined);
    };
    const steps = [
      { id: 'a', endpoint: 'x', each: [1, 2, 3, 4, 5], body: '{{item}}' },
      { endpoint: 'y', body: '{{a}}' },
    ];
    const { text } = await report(steps, { call, options: { signal: controller.signal, concurrency: 1 } });
    expect(text.split('\n').slice(0, 7)).toEqual([
      '0 of 2 steps done · 3 requests · stopped at a: the call was cancelled or ran out of time',
      'a  POST /x  2 × 200 OK, 1 × sent without an answer, 2 × not sent',
      '  [2] sent, without an answer: what it did is not known',
      '  not sent: [3] to [4]',
      'step 2  POST /y  not sent',
      'note: a (element 2) was sent and nobody knows what it did; look before it is sent again',
      'to go on: {"steps":[{"id":"a","endpoint":"x","body":"{{item}}","each":[3,4,5]},{"endpoint":"y","body":"{{[`1`, `2`, a[0], a[1], a[2]]}}"}]}',
    ]);
  });

  it('of a refused call says why, and that nothing was sent', async () => {
    const call: RunOptions['call'] = async () => {
      throw new ToolError('arguments_invalid', '1 problem:', { details: ['/body/title: is missing'] });
    };
    const { text } = await report([{ endpoint: 'x' }], { call });
    expect(text.split('\n').slice(1)).toEqual([
      'step 1  POST /x  not sent: [arguments_invalid] 1 problem:',
      '  - /body/title: is missing',
      'to go on: {"steps":[{"endpoint":"x"}]}',
    ]);
  });

  it('of a dry run lists what would be sent', async () => {
    const call: RunOptions['call'] = async () => ok([{ n: 1 }, { n: 2 }]);
    const dryRun = {
      isRead: ({ endpoint }: { readonly endpoint: string }) => endpoint === 'find',
      preview: async (_: unknown, { params }: { readonly params: unknown }) => `curl ${JSON.stringify(params)}`,
    };
    const steps = [
      { id: 'a', endpoint: 'find' },
      { id: 'b', endpoint: 'close', each: 'a', params: { n: '{{item.n}}' } },
      { endpoint: 'tell', body: '{{length(b)}} {{a[0].n}}' },
    ];
    expect(await report(steps, { call, options: { dryRun } })).toEqual({
      isError: false,
      text: [
        'dry run · 1 read sent · 3 requests listed and not sent',
        'a  POST /find  200 OK · 10 B',
        'b  POST /close  would send 2 requests',
        '  curl {"n":1}',
        '  curl {"n":2}',
        'step 3  POST /tell  would send 1 request; {{…}} stands for results of b, which a dry run does not have',
        '  {"endpoint":"tell","body":"{{length(b)}} 1"}',
      ].join('\n'),
    });
  });

  it('of a dry run says where it cannot count, and begins what does not fit', async () => {
    const dryRun = { isRead: () => false, preview: async () => `curl ${'word '.repeat(400)}` };
    const steps = [
      { id: 'a', endpoint: 'x' },
      { endpoint: 'y', each: '{{a.list}}' },
    ];
    const { text } = await report(steps, { call: async () => ok(null), budget: 100, options: { dryRun } });
    expect(text.split('\n')).toEqual([
      'dry run · 0 reads sent · at least 2 requests listed and not sent',
      'a  POST /x  would send 1 request',
      expect.stringMatching(/^ {2}curl word .*…$/),
      '… 2 more lines',
    ]);
  });

  it('never costs more than its budget, whatever ran and came back', async () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc.jsonValue(),
      fc.constant('日本'.repeat(3000)),
    );
    await fc.assert(
      fc.asyncProperty(
        chains,
        fc.record({
          isDry: fc.boolean(),
          failsAt: fc.integer({ min: 0, max: 20 }),
          budget: fc.integer({ min: 20, max: 1500 }),
          noise,
        }),
        async (plans, { isDry, failsAt, budget, noise: value }) => {
          let count = 0;
          const call: RunOptions['call'] = async ({ endpoint }, resolved) => {
            if (count++ === failsAt) return failure('500 Internal Server Error · 1 B', value);
            return answerResult({ ...answerTo(endpoint, resolved), noise: value });
          };
          const dryRun = { isRead: () => budget % 2 === 0, preview: async () => JSON.stringify(value) };
          const { text } = await report(writtenOf(plans), { call, budget, options: isDry ? { dryRun } : {} });
          expect(countTokens(text)).toBeLessThanOrEqual(budget);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shows the resuming argument as JSON whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
        const call: RunOptions['call'] = async () => failure();
        const given = [{ endpoint: 'x', body: { v: value.replaceAll('{{', '{') } }];
        const { text } = await report(given, { call });
        expect(resumed(text)).toEqual(given);
      }),
      { numRuns: 200 },
    );
  });
});
