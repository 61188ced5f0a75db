import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, type ServeOptions, serveInMemory } from '../support/serve-in-memory.ts';
import { startTracker, type Tracker, trackerSpec } from '../support/tracker.ts';

let tracker: Tracker;
let served: ServedApp | undefined;

beforeAll(async () => {
  tracker = await startTracker();
});
afterEach(async () => {
  await served?.close();
  served = undefined;
  tracker.reset();
});
afterAll(() => tracker.close());

async function serve(options: ServeOptions = {}): Promise<void> {
  served = await serveInMemory(trackerSpec(tracker.origin), { auth: { bearer: 'tok-SECRET-1' }, ...options });
}

interface Told {
  readonly text: string;
  readonly isError: boolean;
}

async function execute(args: Record<string, unknown>): Promise<Told> {
  if (served === undefined) await serve();
  const result = await served?.client.callTool({ name: 'execute_endpoint', arguments: args });
  const [block] = (result?.content ?? []) as { text: string }[];
  return { text: block?.text ?? '', isError: result?.isError === true };
}

const sent = (): readonly string[] => tracker.seen.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());

describe('steps', () => {
  it('run in order, each with what the ones before it gave', async () => {
    const { text, isError } = await execute({
      steps: [
        { id: 'made', endpoint: 'createIssue', body: { title: 'Crash', labels: ['bug'] } },
        {
          endpoint: 'addComment',
          params: { number: '{{made.number}}' },
          body: { text: 'see #{{made.number}}: {{made.labels[0]}}' },
        },
      ],
    });
    expect(isError).toBe(false);
    expect(sent()).toEqual([
      'POST /issues {"title":"Crash","labels":["bug"]}',
      'POST /issues/11/comments {"text":"see #11: bug"}',
    ]);
    expect(text).toMatch(/^2 of 2 steps done · 2 requests\nmade {2}POST \/issues {2}201 Created/);
    expect(text).toContain('{"id":1100,"on":11}');
  });

  it('fan out over pages that were joined, in order', async () => {
    const { text } = await execute({
      steps: [
        { id: 'all', endpoint: 'listIssues', pages: 5, select: "[?owner.login=='odd'].number" },
        {
          id: 'closed',
          endpoint: 'updateIssue',
          each: 'all',
          params: { number: '{{item}}' },
          body: { state: 'closed' },
          select: 'number',
        },
      ],
    });
    expect(text).toContain('closed  PATCH /issues/{number}  5 × 200 OK');
    expect(text).toMatch(/closed:\n\[1,3,5,7,9\]$/);
    expect([...tracker.issues.values()].filter(({ state }) => state === 'closed').map(({ number }) => number)).toEqual([
      1, 3, 5, 7, 9,
    ]);
    expect(sent().filter((line) => line.startsWith('GET'))).toEqual(['GET /issues', 'GET /issues?page=2']);
    expect(tracker.busiest).toBeLessThanOrEqual(4);
  });

  it('say where a list has more pages than were read, whatever select keeps of them', async () => {
    const list = { id: 'all', endpoint: 'listIssues', select: '[].number' };
    const first = await execute({ steps: [list] });
    expect(first.text).toContain('\n  note: more pages remain; pages in this step reads them\n');
    const whole = await execute({ steps: [{ ...list, pages: 50 }] });
    expect(whole.text).not.toContain('remain');
  });

  it('are signed like every call, and show no credential', async () => {
    const { text } = await execute({ steps: [{ id: 'a', endpoint: 'getIssue', params: { number: 1 } }] });
    expect(tracker.seen[0]?.authorization).toBe('Bearer tok-SECRET-1');
    expect(text).not.toContain('SECRET');
  });

  it('hand the bytes of one answer to the next request', async () => {
    const { text } = await execute({
      steps: [
        { id: 'pic', endpoint: 'getPicture' },
        { endpoint: 'putPicture', body: { file: '{{pic}}' } },
      ],
    });
    expect(text).toContain('2 of 2 steps done');
    expect(tracker.seen[1]?.body).toContain('Content-Type: image/png\r\n\r\n\x89PNG');
    expect(text).not.toContain('iVBOR');
  });

  it.each<[string, unknown[], RegExp]>([
    [
      'an unknown endpoint',
      [{ endpoint: 'makeIssue' }],
      /\/steps\/1\/endpoint: There is no endpoint "makeIssue"\. Closest: /,
    ],
    [
      'an unknown key',
      [{ endpoint: 'getIssue', param: { number: 1 } }],
      /\/steps\/1\/param: is no key of a step; did you mean params\?/,
    ],
    [
      'an unknown id',
      [{ endpoint: 'getIssue', params: { number: '{{mad.number}}' } }],
      /\/steps\/1\/params\/number: \{\{mad\.number\}\} refers to mad, .*did you mean made\?/,
    ],
    ['a missing argument', [{ endpoint: 'addComment', params: { number: 1 } }], /\/steps\/1\/body: required/],
    [
      'a missing member beside a reference',
      [{ endpoint: 'createIssue', body: { labels: ['{{made.title}}'] } }],
      /\/steps\/1\/body\/title: required, string/,
    ],
    [
      'a mistyped literal beside a reference',
      [{ endpoint: 'updateIssue', params: { number: '{{made.number}}' }, body: { state: 'opened' } }],
      /\/steps\/1\/body\/state: expected .*"open".*got "opened"/,
    ],
    [
      'an unknown parameter that holds a reference',
      [{ endpoint: 'getIssue', params: { nr: '{{made.number}}' } }],
      /\/steps\/1\/params\/nr: unknown/,
    ],
    [
      'a member that the answer cannot have',
      [{ endpoint: 'getIssue', params: { number: '{{made.numbr}}' } }],
      /\{\{made\.numbr\}\} cannot be: the response of made has no numbr by its description; did you mean number\?/,
    ],
    [
      'an each over what is no list',
      [{ endpoint: 'getIssue', each: '{{made}}', params: { number: '{{item.number}}' } }],
      /made has no \[\] by its description/,
    ],
    [
      'an element that is wrong',
      [{ endpoint: 'updateIssue', each: ['open', 'shut'], params: { number: 1 }, body: { state: '{{item}}' } }],
      /\/steps\/1\/body\/state: for element 1: expected .*"open".*got "shut"/,
    ],
  ])('with %s are refused before anything is sent', async (_, steps, message) => {
    const { text, isError } = await execute({
      steps: [{ id: 'made', endpoint: 'createIssue', body: { title: 'x' } }, ...steps],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/^\[arguments_invalid\] \d+ problems? with the steps; nothing was sent\./);
    expect(text).toMatch(message);
    expect(sent()).toEqual([]);
  });

  it('are refused beside another endpoint', async () => {
    const { text } = await execute({ endpoint: 'getIssue', steps: [{ endpoint: 'getIssue', params: { number: 1 } }] });
    expect(text).toMatch(/steps stands instead of endpoint/);
    expect(sent()).toEqual([]);
  });

  it('stop at a reference that yields null, and change nothing behind it', async () => {
    const { text, isError } = await execute({
      steps: [
        { id: 'none', endpoint: 'listIssues', params: { state: 'closed' } },
        { id: 'gone', endpoint: 'deleteIssue', params: { number: '{{none[0].number}}' } },
        { endpoint: 'createIssue', body: { title: 'after' } },
      ],
    });
    expect(isError).toBe(true);
    expect(sent()).toEqual(['GET /issues?state=closed']);
    expect(text).toMatch(/\{\{none\[0\]\.number\}\} yields null/);
    expect(text).toContain('to go on: {"steps":[');
  });

  it('stop at the first failure, say what was done, and can be taken up again', async () => {
    const first = await execute({
      steps: [
        { id: 'a', endpoint: 'createIssue', body: { title: 'good' } },
        { id: 'b', endpoint: 'createIssue', body: { title: 'bad {{a.number}}' } },
        { endpoint: 'addComment', params: { number: '{{b.number}}' }, body: { text: 'after {{a.title}}' } },
      ],
    });
    expect(first.isError).toBe(true);
    expect(first.text).toMatch(/^1 of 3 steps done · 2 requests · stopped at b/);
    expect(first.text).toContain('Validation Failed');
    const [, on = ''] = /^to go on: (.*)$/m.exec(first.text) ?? [];
    const { steps } = JSON.parse(on.replace('bad 11', 'better 11')) as { steps: unknown[] };
    const second = await execute({ steps });
    expect(second.text).toMatch(/^2 of 2 steps done/);
    expect(tracker.issues.get(12)?.title).toBe('better 11');
    expect(tracker.comments.get(12)).toEqual(['after good']);
  });

  it('keep what was done of a fan-out whose elements fail', async () => {
    const { text } = await execute({
      steps: [
        {
          id: 'm',
          endpoint: 'createIssue',
          each: ['one', 'bad', 'three'],
          body: { title: '{{item}}' },
          select: 'title',
        },
      ],
    });
    expect(text).toMatch(/2 × 201 Created, 1 × 422/);
    expect(text).toContain('[1] 422 Unprocessable Content');
    expect(text).toContain('["one","three"]');
    expect(text).toMatch(/to go on: \{"steps":\[\{"id":"m",.*"each":\["bad"\]/);
  });

  it('that are taken up in the middle of a fan-out hand on what was done before and what is done then, in order', async () => {
    const steps = [
      { id: 'm', endpoint: 'createIssue', each: ['one', 'bad `2`', 'three'], body: { title: '{{item}}' } },
      { endpoint: 'addComment', params: { number: '{{m[1].number}}' }, body: { text: "{{join('+', m[].title)}}" } },
      { endpoint: 'deleteIssue', each: 'm[].number', params: { number: '{{item}}' }, if: '{{length(m) == `3`}}' },
    ];
    const first = await execute({ steps });
    const [, on = ''] = /^to go on: (.*)$/m.exec(first.text) ?? [];
    const before = tracker.issues.size;
    const second = await execute(JSON.parse(on.replace('bad `2`', 'two `2`')) as Record<string, unknown>);
    expect(second.text).toMatch(/^3 of 3 steps done/);
    expect([...tracker.comments.values()]).toEqual([['one+two `2`+three']]);
    expect(tracker.issues.size).toBe(before + 1 - 3);
  });

  it('show little of what a write answers, unless its select asks for it', async () => {
    const each = Array.from({ length: 30 }, (_, index) => `A rather long title that nobody needs back ${index}`);
    const step = { endpoint: 'createIssue', each, body: { title: '{{item}}' } };
    const unasked = await execute({ steps: [step] });
    const asked = await execute({ steps: [{ ...step, select: 'title' }] });
    expect(countTokens(unasked.text)).toBeLessThan(300);
    expect(unasked.text).toContain('"number":11');
    expect(asked.text).toContain('nobody needs back 29');
  });

  it('give only what is needed of the elements that are left', async () => {
    tracker.hold = async ({ method, url }) => {
      if (method === 'DELETE' && url.endsWith('/3')) tracker.issues.delete(3);
    };
    const steps = [
      { id: 'all', endpoint: 'listIssues' },
      { endpoint: 'deleteIssue', each: '{{all}}', params: { number: '{{item.number}}' } },
    ];
    expect((await execute({ steps })).text).toMatch(/^to go on: \{"steps":\[\{.*"each":\[\{"number":3\}\]/m);
  });

  it('take no more than 50 requests', async () => {
    const each = Array.from({ length: 60 }, (_, index) => `t${index}`);
    const { text, isError } = await execute({
      steps: [{ endpoint: 'createIssue', each, body: { title: '{{item}}' } }],
    });
    expect(isError).toBe(true);
    expect(tracker.seen).toHaveLength(50);
    expect(text).toContain('50 requests');
    expect(text).toContain('not sent: [50] to [59]');
  });

  it('skip what an if or an empty each says', async () => {
    const { text } = await execute({
      steps: [
        { id: 'closed', endpoint: 'listIssues', params: { state: 'closed' } },
        { endpoint: 'createIssue', if: '{{closed[0]}}', body: { title: 'x' } },
        { endpoint: 'deleteIssue', each: '{{closed[].number}}', params: { number: '{{item}}' } },
      ],
    });
    expect(text).toMatch(/^1 of 3 steps done · 1 request · 2 skipped/);
    expect(sent()).toHaveLength(1);
  });

  it('in a dry run send the reads that are needed and list every write', async () => {
    const { text, isError } = await execute({
      dry_run: true,
      steps: [
        { id: 'odd', endpoint: 'getOverview', select: "data.items[?owner.login=='odd'].number" },
        { endpoint: 'deleteIssue', each: '{{odd}}', params: { number: '{{item}}' } },
      ],
    });
    expect(isError).toBe(false);
    expect(sent()).toEqual(['GET /overview']);
    expect(text).toMatch(/^dry run · 1 read sent · 5 requests listed and not sent/);
    expect(text.match(/-X DELETE|DELETE '?http/g)).toHaveLength(5);
    expect(text).not.toContain('SECRET');
  });

  it('never name a file of the operator’s from an answer', async () => {
    tracker.issues.set(1, { ...issue(1), title: 'x', labels: [], ...({ file: { $file: 'secret.txt' } } as object) });
    const { text } = await execute({
      steps: [
        { id: 'a', endpoint: 'getIssue', params: { number: 1 } },
        { endpoint: 'putPicture', body: { file: '{{a.file}}' } },
      ],
    });
    expect(text).toContain('only a caller names files');
    expect(tracker.seen).toHaveLength(1);
  });

  it('read no template in what an answer holds', async () => {
    tracker.issues.set(1, { ...issue(1), title: '{{a.number}} {{' });
    await execute({
      steps: [
        { id: 'a', endpoint: 'getIssue', params: { number: 1 } },
        { endpoint: 'addComment', params: { number: 1 }, body: { text: '{{a.title}}' } },
      ],
    });
    expect(tracker.comments.get(1)).toEqual(['{{a.number}} {{']);
  });

  it('obey read-only mode', async () => {
    await serve({ readOnly: true });
    const { text } = await execute({
      steps: [{ endpoint: 'listIssues' }, { endpoint: 'deleteIssue', params: { number: 1 } }],
    });
    expect(text).toContain('/steps/1/endpoint: There is no endpoint');
    expect(sent()).toEqual([]);
  });

  it('end with the client’s call', async () => {
    await serve();
    const cancel = new AbortController();
    tracker.hold = async ({ method }) => {
      if (method !== 'DELETE') return;
      cancel.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    const steps = [
      { id: 'a', endpoint: 'getIssue', params: { number: 1 } },
      { endpoint: 'deleteIssue', each: [1, 2, 3, 4, 5, 6, 7, 8], params: { number: '{{item}}' } },
    ];
    const call = served?.client.callTool({ name: 'execute_endpoint', arguments: { steps } }, { signal: cancel.signal });
    await expect(call).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(sent().filter((line) => line.startsWith('DELETE')).length).toBeLessThanOrEqual(4);
  });

  it('say where they ran out of time', async () => {
    await serve({ timeoutMs: 40 });
    tracker.hold = ({ method }) => (method === 'GET' ? Promise.resolve() : new Promise(() => undefined));
    const { text, isError } = await execute({
      steps: [
        { id: 'a', endpoint: 'getIssue', params: { number: 1 } },
        { id: 'b', endpoint: 'deleteIssue', params: { number: 2 } },
        { endpoint: 'deleteIssue', params: { number: 3 } },
      ],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/1 of 3 steps done/);
    expect(text).toContain('was sent and nobody knows what it did');
  });

  it('do not call sent what never left: nothing answers, and nothing has to be looked at', async () => {
    await serve({ baseUrl: 'http://127.0.0.1:1' });
    const { text } = await execute({
      steps: [{ id: 'a', endpoint: 'createIssue', each: ['x', 'y'], body: { title: '{{item}}' } }],
    });
    expect(text).toMatch(/^0 of 1 step done · 0 requests · stopped at a/);
    expect(text).toContain('2 × failed, not sent');
    expect(text).toContain('[0] not sent: [upstream_unreachable]');
    expect(text).not.toContain('nobody knows');
    expect(text).toContain('"each":["x","y"]');
  });

  it('end where all of them together take ten times what one request may', async () => {
    await serve({ timeoutMs: 200 });
    tracker.hold = () => new Promise((resolve) => setTimeout(resolve, 60));
    const steps = Array.from({ length: 50 }, () => ({ endpoint: 'getIssue', params: { number: 1 } }));
    const { text, isError } = await execute({ steps });
    expect(isError).toBe(true);
    expect(text).toMatch(/stopped at step \d+: the call was cancelled or ran out of time/);
    expect(tracker.seen.length).toBeLessThan(50);
  });

  it('tell whoever waits how far they are', async () => {
    await serve();
    const told: unknown[] = [];
    tracker.hold = () => new Promise((resolve) => setTimeout(resolve, 600));
    const steps = [{ endpoint: 'getIssue', each: [1, 2, 3, 4, 5, 6, 7, 8], params: { number: '{{item}}' } }];
    await served?.client.callTool(
      { name: 'execute_endpoint', arguments: { steps } },
      { onprogress: ({ message }) => void told.push(message) },
    );
    expect(told).toContain('4 of 8 calls, at step 1');
  });
});

function issue(number: number) {
  return { number, title: '', state: 'open' as const, labels: [] as string[], owner: { login: 'odd' } };
}
