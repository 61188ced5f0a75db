import { describe, expect, it } from 'vitest';
import { resumeOf } from '../../src/steps/resume.ts';
import { type RunOptions, runSteps } from '../../src/steps/run-steps.ts';
import { failure, ok, stepsOf } from './support.ts';

const signal = new AbortController().signal;
const RESULT = { s: "it's `x` }} {{a}}", n: 1, list: [{ id: 1 }, { id: 2 }] };

/** What resumes a chain whose step `b` fails, with `rest` as the steps after it. */
async function resumed(rest: readonly object[], result: unknown = RESULT) {
  const call: RunOptions['call'] = async ({ endpoint }) => (endpoint === 'bad' ? failure() : ok(result));
  const given = [{ id: 'a', endpoint: 'x' }, { id: 'b', endpoint: 'bad' }, ...rest];
  const resume = resumeOf(await runSteps(await stepsOf(given), { call, signal }));
  return { ...resume, steps: resume?.steps.slice(1) };
}

/** What a text of the resumed steps becomes once `b` is done. */
async function meaning(body: unknown, b: unknown): Promise<unknown> {
  const bodies: unknown[] = [];
  const call: RunOptions['call'] = async (_, resolved) => {
    bodies.push(resolved.body);
    return ok(b);
  };
  const steps = JSON.parse(
    JSON.stringify([
      { id: 'b', endpoint: 'x' },
      { endpoint: 'y', body },
    ]),
  );
  await runSteps(await stepsOf(steps), { call, signal });
  return bodies[1];
}

describe('the argument that resumes', () => {
  it('is nothing where all was done', async () => {
    const call: RunOptions['call'] = async () => ok(1);
    expect(resumeOf(await runSteps(await stepsOf([{ endpoint: 'x' }]), { call, signal }))).toBeUndefined();
  });

  it('keeps a reference whose empty value would leave a parameter out: written, it would ask for everything', async () => {
    const { steps, notes } = await resumed(
      [{ endpoint: 'y', params: { ids: '{{a.none}}', text: 'x{{a.s}}' }, body: { ids: '{{a.none}}' } }],
      { none: [], s: 'y' },
    );
    expect(steps).toEqual([{ endpoint: 'y', params: { ids: '{{a.none}}', text: 'xy' }, body: { ids: [] } }]);
    expect(notes).toContain('a ran already; put values in the place of what refers to it');
  });

  it('keeps an each that was no list as it was written', async () => {
    const call: RunOptions['call'] = async () => ok({ o: { p: 1 } });
    const given = [
      { id: 'a', endpoint: 'x' },
      { endpoint: 'y', each: 'a.o' },
    ];
    const resume = resumeOf(await runSteps(await stepsOf(given), { call, signal }));
    expect(resume?.steps).toEqual([{ endpoint: 'y', each: '{{a.o}}' }]);
  });

  it('has what is known of each and if filled in', async () => {
    const { steps, notes } = await resumed([
      { endpoint: 'y', each: 'a.list', if: '{{a.n}}', body: '{{item.id}}' },
      { endpoint: 'y', if: 'a.nope' },
      { endpoint: 'y', if: 'b.n', each: ['{{a.n}}', '{{b.n}}'], pages: 2, select: 'x' },
      { endpoint: 'y', if: 'item', each: 'b.list' },
    ]);
    expect(steps).toEqual([
      { endpoint: 'y', each: [{ id: 1 }, { id: 2 }], body: '{{item.id}}' },
      { endpoint: 'y', if: false },
      { endpoint: 'y', if: '{{b.n}}', each: [1, '{{b.n}}'], pages: 2, select: 'x' },
      { endpoint: 'y', if: '{{item}}', each: '{{b.list}}' },
    ]);
    expect(notes).toEqual([]);
  });

  it.each([
    ["{{join('-', [a.s, b.s])}}", `${RESULT.s}-B`],
    ['n={{a.n}} {{[a.n, b.s][1]}}', 'n=1 B'],
    ['{{(b.list[?id == `2`].id | [0]) || a.n}}', 1],
    ['{{[a.list[*].id, b.s, \'a\', `"a"`]}}', [[1, 2], 'B', 'a', 'a']],
    ['{{ {a: a.n, b: b.s, c: b.a} }}', { a: 1, b: 'B', c: 'own' }],
  ])('writes what is known of %s into it', async (body, meant) => {
    const { steps, notes } = await resumed([{ endpoint: 'y', body }]);
    expect(notes).toEqual([]);
    const [step] = steps ?? [];
    expect(await meaning(step?.body, { s: 'B', a: 'own', list: [] })).toEqual(meant);
  });

  it.each([
    ['quotes', '{{["a".n, b.s]}}', RESULT, ['a ran already; put values in the place of what refers to it']],
    [
      'the same name for something else',
      '{{[a.n, b.list[?a]]}}',
      RESULT,
      ['a ran already; put values in the place of what refers to it'],
    ],
    [
      'a long value',
      '{{[a.n, b.s]}}',
      { ...RESULT, long: 'x'.repeat(1000) },
      ['a ran already; put values in the place of what refers to it'],
    ],
  ])('says what could not be written into an expression with %s', async (_, body, result, said) => {
    const { notes } = await resumed([{ endpoint: 'y', body }], result);
    expect(notes).toEqual(said);
  });
});
