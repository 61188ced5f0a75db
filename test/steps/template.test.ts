import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/steps/evaluate.ts';
import { escapeText, expressionsOf, isTemplate, parseTemplate, printTemplate } from '../../src/steps/template.ts';

const RESULTS = new Map<string, unknown>([['a', { n: 7, 'x}}y': 'q', s: "it's {{b}}", list: [{ id: 1 }, { id: 2 }] }]]);

/** The text or value a string stands for. */
async function filled(text: string, results: ReadonlyMap<string, unknown> = RESULTS): Promise<unknown> {
  const template = await parseTemplate(text);
  if (!isTemplate(template)) return template;
  const values = template.parts.map((part) => (typeof part === 'string' ? part : evaluate(part, results)));
  return values.length === 1 ? values[0] : values.map(String).join('');
}

/** Texts made of what templates are made of. */
const pieces = fc.array(
  fc.constantFrom('{', '}', '{{', '}}', "'", '"', '`', '\\', 'a', ' ', "{{'{{'}}", '{{a.n}}', '\n', '日', '[', '?'),
  { maxLength: 14 },
);

describe('a template', () => {
  it.each([
    ['plain text', 'plain text'],
    ['{{a.n}}', 7],
    ['see #{{a.n}}', 'see #7'],
    ['{{ a.n }}{{a.n}}', '77'],
    [`{{'{{'}}`, '{{'],
    [`write {{'{{'}}x}} so`, 'write {{x}} so'],
    ['{{ {n: a.n} }}', { n: 7 }],
    ['{{{n: a.n}}}', { n: 7 }],
    ['{{a.list[].{id: id}}}', [{ id: 1 }, { id: 2 }]],
    [`{{a."x}}y"}}`, 'q'],
    [`{{'}}'}}`, '}}'],
    ['{{`{"a": {"b": "}}"}}`}}', { a: { b: '}}' } }],
    [`{{'it\\'s }}'}}`, `it's }}`],
    ['{{`"\\`}}"`}}', '`}}'],
    ['}} { } {', '}} { } {'],
    [`{{a.list[?id==\`2\`] | [0].id}}`, 2],
  ])('%s is read with JMESPath’s quotes and braces', async (text, value) => {
    expect(await filled(text)).toEqual(value);
  });

  it.each([
    ['a {{b', 'the {{ at character 3 is not closed by }}'],
    ['{{}}', 'the {{…}} at character 1 is empty'],
    [`{{'a}}`, "the {{ at character 1 has a ' that is not closed"],
    ['{{a} }}', 'the {{ at character 1 has a } too many before its }}'],
    ['{{a.}}', 'the {{…}} at character 1 is no JMESPath: something is missing in it'],
    ['x{{a = b}}', 'the {{…}} at character 2 is no JMESPath: a = b cannot be parsed; equality is =='],
    ['{{len(a)}}', 'the {{…}} at character 1 is no JMESPath: there is no function len(), did you mean length()?'],
    ['{{constructor(a)}}', 'the {{…}} at character 1 is no JMESPath: there is no function constructor()'],
    ['{{a[0](c)}}', 'the {{…}} at character 1 is no JMESPath: only a function may stand before ('],
    ['{{ {"__proto__": a} }}', 'the {{…}} at character 1 is no JMESPath: no member may be called __proto__'],
    [`{{${'('.repeat(40)}a${')'.repeat(40)}}}`, expect.stringContaining('1000 characters and nest 32 deep')],
    [`{{${'a'.repeat(1001)}}}`, expect.stringContaining('1000 characters and nest 32 deep')],
  ])('%s is refused with its place', async (text, fault) => {
    expect(await parseTemplate(text)).toEqual({ fault });
  });

  it('gives any text back that was escaped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          pieces.map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
        ),
        async (text) => {
          expect(await filled(escapeText(text))).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is printed as a text that is read as the same', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (all) => {
        const text = all.join('');
        const template = await parseTemplate(text);
        if (!isTemplate(template)) return;
        const again = await parseTemplate(printTemplate(template.parts));
        if (!isTemplate(again)) throw new Error(`${text} is printed as no template`);
        const known = new Map([['a', { n: 7 }]]);
        for (const each of expressionsOf(again)) evaluate(each, known);
        expect(await filled(printTemplate(template.parts), known)).toEqual(await filled(text, known));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a text and a value apart whatever stands around them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.jsonValue(), async (before, after, value) => {
        fc.pre(value !== null);
        const template = await parseTemplate(`${escapeText(before, true)}{{v}}${escapeText(after)}`);
        if (!isTemplate(template)) throw new Error('no template');
        const texts = template.parts.map((part) =>
          typeof part === 'string' ? part : JSON.stringify(evaluate(part, new Map([['v', value]]))),
        );
        const shown = texts.join('');
        expect(shown).toContain(JSON.stringify(JSON.parse(JSON.stringify(value))));
      }),
      { numRuns: 200 },
    );
  });
});

describe('an expression', () => {
  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'a.constructor',
    'a.__proto__',
    'a.n.constructor',
  ])('finds nothing inherited by %s', async (text) => {
    expect(await filled(`{{${text}}}`)).toBeNull();
  });

  it('finds nothing inherited in what it makes itself', async () => {
    expect(await filled('{{ {x: a.n} | constructor }}')).toBeNull();
    expect(await filled('{{ {x: a.n}.__proto__ }}')).toBeNull();
  });

  it('finds own members by such names', async () => {
    const results = new Map<string, unknown>([
      ['constructor', { toString: 1 }],
      ['__proto__', JSON.parse('{"__proto__": {"x": 2}, "hasOwnProperty": 3}')],
    ]);
    expect(await filled('{{constructor.toString}}', results)).toBe(1);
    expect(await filled('{{__proto__.__proto__.x}}', results)).toBe(2);
    expect(await filled('{{__proto__.hasOwnProperty}}', results)).toBe(3);
    const whole = await filled('{{__proto__}}', results);
    expect(Object.hasOwn(whole as object, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
