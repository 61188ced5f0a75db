import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSteps } from '../../src/steps/parse-steps.ts';
import { problemsOf, stepsOf } from './support.ts';

describe('steps', () => {
  it('are read with their templates', async () => {
    const [first, second] = await stepsOf([
      { id: 'a', endpoint: 'x', params: { n: 1 }, select: 'items', pages: '3' },
      { endpoint: 'y', body: ['{{a}}'], each: 'a', if: true },
    ]);
    expect(first).toMatchObject({ index: 0, id: 'a', endpoint: 'x', params: { n: 1 }, body: undefined, pages: 3 });
    expect(second).toMatchObject({ index: 1, id: undefined, if: true });
  });

  it('are read from JSON text, their params and lists as well', async () => {
    const [step] = await stepsOf('[{"endpoint":"x","params":"{\\"n\\": 1}","each":"[1, 2]","if":"false"}]');
    expect(step).toMatchObject({ endpoint: 'x', params: { n: 1 }, each: [1, 2], if: false });
  });

  it('take null for what is left out, save in a body', async () => {
    const [step] = await stepsOf([{ endpoint: 'x', id: null, params: null, each: null, if: null, body: null }]);
    expect(step).toMatchObject({ id: undefined, params: undefined, each: undefined, if: undefined, body: null });
  });

  it.each([
    ['nothing', undefined, ['/steps: expected a list of steps, got nothing']],
    ['a text', 'x', ['/steps: is a text that is no JSON; give the list of steps itself']],
    ['no step', [], ['/steps: holds no step']],
    ['51', Array(51).fill({ endpoint: 'x' }), ['/steps: holds 51 steps; at most 50 are run in one call']],
    ['no object', ['x'], ['/steps/0: expected a step {endpoint, …}, got "x"']],
    [
      'unknown keys',
      [{ endpoint: 'x', foreach: 'a', Params: {}, when: 1, dry_run: true, zzzz: 1 }],
      [
        '/steps/0/foreach: is no key of a step; did you mean each?',
        '/steps/0/Params: is no key of a step; did you mean params?',
        '/steps/0/when: is no key of a step; did you mean if?',
        '/steps/0/dry_run: stands beside steps, not in one',
        '/steps/0/zzzz: is no key of a step; a step has id, endpoint, params, body, select, pages, each, if; what the endpoint takes stands in params or body',
      ],
    ],
    [
      'wrong ids',
      ['a-b', '1x', 'item', 7].map((id) => ({ id, endpoint: 'x' })),
      [
        '/steps/0/id: expected letters, digits and _, no digit first, got "a-b"; a_b would do',
        '/steps/1/id: expected letters, digits and _, no digit first, got "1x"; _1x would do',
        '/steps/2/id: item is the name of each element; take another',
        '/steps/3/id: expected a name, got 7',
      ],
    ],
    [
      'an id twice',
      [
        { id: 'a', endpoint: 'x' },
        { id: 'a', endpoint: 'x' },
      ],
      ['/steps/1/id: a is the id of /steps/0 already'],
    ],
    [
      'wrong types',
      [{ endpoint: 5, params: [1], select: 1, pages: 0, each: 3, if: 4 }, {}],
      [
        '/steps/0/endpoint: expected an id or METHOD /path, got 5',
        '/steps/0/params: expected an object, got [1]',
        '/steps/0/select: expected a JMESPath expression, got 1',
        '/steps/0/pages: expected a number of pages, 1 to 50, got 0',
        '/steps/0/each: expected a list or a reference to one, such as "{{a.items}}", got 3',
        '/steps/0/if: expected a condition such as "{{a.open}}", got 4',
        '/steps/1/endpoint: is missing',
      ],
    ],
    [
      'templates where none are read',
      [
        { id: 'a', endpoint: 'x' },
        { endpoint: 'GET /x/{{a.id}}', select: '[?id==`{{a.id}}`]', if: "{{a.state}} == 'open'", each: 'x {{a}}' },
        { endpoint: 'y', params: { '{{a.n}}': 1 } },
      ],
      [
        '/steps/1/endpoint: takes no template; leave the {name} in the path and give its value in params',
        '/steps/1/select: takes no {{…}}: it is JMESPath over the answer of its own step',
        '/steps/1/each: must be one {{…}} and nothing else; the whole expression stands inside',
        '/steps/1/if: must be one {{…}} and nothing else; the whole expression stands inside',
        "/steps/2/params/{{a.n}}: only values may hold templates; {{a.n}} is a member's name",
      ],
    ],
    [
      'broken templates, wherever they are',
      [{ endpoint: 'x', params: { a: ['{{'] }, body: { 'b/c': '{{a.}}' }, each: '{{', if: 'a ==', select: ']' }],
      [
        '/steps/0/params/a/0: the {{ at character 1 is not closed by }}',
        '/steps/0/body/b~1c: the {{…}} at character 1 is no JMESPath: something is missing in it',
        expect.stringContaining('/steps/0/select: ] is no JMESPath: '),
        '/steps/0/each: the {{ at character 1 is not closed by }}',
        expect.stringContaining('/steps/0/if: a == is no JMESPath: '),
      ],
    ],
    [
      'templates in JSON text that is none',
      [
        { id: 'a', endpoint: 'x' },
        { endpoint: 'x', body: '{"n": {{a.n}}}' },
      ],
      ['/steps/1/body: holds templates in JSON text that cannot be parsed; give the body as a value'],
    ],
    [
      'too many templates',
      [
        { id: 'a', endpoint: 'x' },
        { endpoint: 'x', body: Array(1001).fill('{{a}}') },
      ],
      ['/steps: holds 1001 templates; at most 1000 are filled in'],
    ],
  ])('are refused as %s', async (_, given, problems) => {
    expect(await problemsOf(given)).toEqual(problems);
  });

  it('keep a body given as JSON text apart from what is filled into it', async () => {
    const [, step] = await stepsOf([
      { id: 'a', endpoint: 'x' },
      { endpoint: 'x', body: '{"title": "{{a.title}}"}' },
    ]);
    expect(Object.keys(step?.body as object)).toEqual(['title']);
  });

  it('are read or refused whatever they are', async () => {
    const key = fc.constantFrom('id', 'endpoint', 'params', 'body', 'select', 'pages', 'each', 'if', '__proto__', 'x');
    const step = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constantFrom('{{a}}', '{{', 'a', '__proto__')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.array(fc.oneof(step, fc.jsonValue()))), async (given) => {
        const { steps, problems } = await parseSteps(given);
        expect(steps.length + problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
