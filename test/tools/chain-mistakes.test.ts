import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { executeEndpoint } from '../../src/tools/execute-endpoint.ts';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';
import { startTracker, type Tracker, trackerSpec } from '../support/tracker.ts';

let tracker: Tracker;
let served: ServedApp;
beforeAll(async () => {
  tracker = await startTracker();
  served = await serveInMemory(trackerSpec(tracker.origin), { auth: { bearer: 'tok' } });
});
beforeEach(() => tracker.reset());
afterAll(async () => {
  await served.close();
  tracker.close();
});

/** The problems of a refused chain, the whole text of one that ran. */
async function said(steps: unknown): Promise<string> {
  try {
    return (await executeEndpoint({ steps }, served.app, { signal: new AbortController().signal })).text;
  } catch (thrown) {
    expect(tracker.seen).toEqual([]);
    return (thrown as { details?: readonly string[] }).details?.join('\n') ?? String(thrown);
  }
}

const A = { id: 'a', endpoint: 'getIssue', params: { number: 1 } };
const get = (number: unknown) => [A, { endpoint: 'getIssue', params: { number } }];
const comment = (text: unknown) => [A, { endpoint: 'addComment', params: { number: 1 }, body: { text } }];
const when = (condition: unknown) => [A, { endpoint: 'getIssue', if: condition, params: { number: 2 } }];
const LIST = { id: 'l', endpoint: 'listIssues' };
const forEach = (each: unknown, number = '{{item}}') => [A, LIST, { endpoint: 'getIssue', each, params: { number } }];

describe('a mistake that is likely', () => {
  it.each<[string, unknown, string]>([
    [
      'a reference without braces',
      comment('a.title'),
      "/steps/1/body/text: a.title stands here as a text; its value is {{a.title}}, and the text itself would be {{'a.title'}}",
    ],
    ['a reference to another number', get('a.number'), '{{a.number}}'],
    [
      'a shell’s reference',
      comment('see \u0024{a.title}!'),
      '\u0024{a.title} stands here as a text; its value is {{a.title}}',
    ],
    ['a reference in one brace', comment('{a.title}'), 'its value is {{a.title}}'],
    ['an item in one brace', forEach('{{l[].number}}', '{item}'), 'its value is {{item}}'],
    [
      'the body as a member',
      get('{{a.body.number}}'),
      'cannot be: the response of a has no body.number by its description; a is the body itself, so leave .body out',
    ],
    ['JSONPath', get('{{$.a.number}}'), 'an expression begins with the id of a step, without $'],
    ['a number without backquotes', when('{{a.number > 3}}'), 'in it 3 is written `3`, in backquotes'],
    ['a boolean without backquotes', when('a.open == true'), 'in it true is written `true`'],
    [
      'a text in double quotes',
      when('{{a.state == "open"}}'),
      '"open" is the member of that name; the text is written \'open\'',
    ],
    [
      'a text in double quotes in a filter',
      [{ ...LIST, select: '[?state=="open"].number' }],
      "the text is written 'open'",
    ],
    ['a boolean in a filter', [{ ...LIST, select: '[?draft == true]' }], 'in it true is written `true`'],
    ['words between conditions', when("a.state == 'open' and not a.labels"), 'not, and, or are written !, &&, ||'],
    ['texts that are added', comment("{{'x' + a.title}}"), "texts are joined by join('', [a, b])"],
    ['a block', comment('{{#each a.labels}}x{{/each}}'), 'there are no blocks; each and if are keys of a step'],
    [
      'a filter of another language',
      comment('{{a.labels | join(", ")}}'),
      "join() takes 2 arguments, here 1: join(', ', list)",
    ],
    ['another name for an element', forEach('{{l}}', '{{each.number}}'), 'an element of each is called item'],
    [
      'an each in text',
      forEach('[{{a.number}}, 2]'),
      '/steps/2/each: is a text; give the list itself, such as [1, "{{a.id}}"]',
    ],
    ['an each of words', forEach('1,2,3'), '/steps/2/each: is a text; give the list itself'],
    ['an each that is an object', forEach({ number: 1 }), '/steps/2/each: expected a list or a reference to one'],
    [
      'a template in select',
      [{ ...A, select: '{{number}}' }],
      'takes no {{…}}: it is JMESPath over the answer of its own step',
    ],
    ['all pages', [{ ...LIST, pages: 'all' }], 'a number of pages, 1 to 50, got "all"'],
    ['too many pages', [{ ...LIST, pages: 100 }], '/steps/0/pages: expected a number of pages, 1 to 50, got 100'],
    [
      'an argument beside params',
      [{ id: 'a', endpoint: 'getIssue', number: 1 }],
      'what the endpoint takes stands in params or body',
    ],
    ['steps in a step', [{ ...A, steps: [A] }], 'steps hold no steps'],
    ['steps as text that is no JSON', '[{"endpoint":"getIssue",}]', '/steps: is a text that is no JSON'],
    [
      'params as text that is none',
      [A, { endpoint: 'getIssue', params: '{"number": {{a.number}}}' }],
      '/steps/1/params: expected an object',
    ],
  ])('such as %s is refused with what mends it, and nothing else', async (_, steps, mends) => {
    const text = await said(steps);
    expect(text).toContain(mends);
    // a flat argument is missing in params as well
    expect(text.split('\n').length).toBeLessThanOrEqual(
      text.includes('required') || text.includes('expected integer') ? 2 : 1,
    );
  });

  it.each<[string, unknown]>([
    ['steps as JSON text', JSON.stringify(get('{{a.number}}'))],
    ['each step as JSON text', get('{{a.number}}').map((step) => JSON.stringify(step))],
    ['one step alone', A],
    ['pages as text', [{ ...LIST, pages: '2' }]],
    ['a condition without braces', when("a.state == 'open'")],
    ['each without braces', forEach('l[].number')],
    ['a body as JSON text', [A, { endpoint: 'addComment', params: { number: 1 }, body: '{"text":"{{a.title}}"}' }]],
  ])('such as %s is understood', async (_, steps) => {
    expect(await said(steps)).toMatch(/^(\d) of \1 steps? done/);
  });

  it.each([
    "{{'a.title'}}",
    'a.b.c is a version',
    'a',
    'a.unknown',
    'item.title',
    '$5',
    '<b>',
    '{}',
    '\u0024{HOME}',
    '== "x"',
  ])('is not seen in the text %s', async (text) => {
    expect(await said(comment(text))).toMatch(/^2 of 2 steps done/);
  });

  it.each([
    'a.title == \'== "x"\'',
    'a.number > `3`',
    '"number" == a."number"',
    'a.labels[?@ == \'x\' && @ != `"y"`]',
    'a.number == `1` || a.title',
    'a.title != null_is_no_id || `true`',
  ])('is not seen in the condition %s', async (condition) => {
    expect(await said(when(condition))).not.toMatch(/is written|member of that name/);
  });
});
