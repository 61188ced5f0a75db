import { describe, expect, it } from 'vitest';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { decodeText, parseText } from '../../src/spec/parse.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array => Buffer.from(text, encoding);

async function failure(text: string): Promise<string> {
  try {
    await parseText(text);
  } catch (error) {
    return toErrorText(toToolError(error));
  }
  return 'nothing failed';
}

describe('decodeText', () => {
  it.each([
    ['plain UTF-8', bytes('größe: ü')],
    ['UTF-8 with a byte order mark', bytes('\uFEFFgröße: ü')],
    ['UTF-16 little-endian', bytes('\uFEFFgröße: ü', 'utf16le')],
    [
      'UTF-16 big-endian',
      bytes('\uFEFFgröße: ü', 'utf16le')
        .slice()
        .map((_, i, all) => all[i ^ 1] ?? 0),
    ],
  ])('reads %s', (_, given) => {
    expect(decodeText(given)).toBe('größe: ü');
  });

  it('reads ASCII out of the middle of a larger buffer', () => {
    expect(decodeText(bytes('xx{"a":1}yy').subarray(2, 9))).toBe('{"a":1}');
  });

  it('refuses binary bytes', () => {
    expect(() => decodeText(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toThrow('It is a binary file, not JSON or YAML.');
  });
});

describe('parseText', () => {
  it('reads JSON', async () => {
    expect(await parseText(' \n{"a": [1, 2e3, "x"]}')).toEqual({ a: [1, 2000, 'x'] });
  });

  it('reads YAML that begins like JSON', async () => {
    expect(await parseText('{a: 1, b: [x, y]} # flow')).toEqual({ a: 1, b: ['x', 'y'] });
  });

  it('keeps dates, versions and on/off as YAML 1.2 has them', async () => {
    const text =
      'date: 2026-01-15\nat: 2026-01-15T10:00:00Z\nversion: 1.10\nquoted: "1.10"\non: off\nno: yes\nnull: ~\noct: 0o17\nsexagesimal: 12:30:45';
    expect(await parseText(text)).toEqual({
      date: '2026-01-15',
      at: '2026-01-15T10:00:00Z',
      version: 1.1,
      quoted: '1.10',
      on: 'off',
      no: 'yes',
      null: null,
      oct: 15,
      sexagesimal: '12:30:45',
    });
  });

  it('takes status codes as keys', async () => {
    expect(await parseText('responses:\n  200: {description: ok}\n  default: {description: bad}')).toEqual({
      responses: { '200': { description: 'ok' }, default: { description: 'bad' } },
    });
  });

  it('merges', async () => {
    const text = 'base: &base {a: 1, b: 2}\none: {<<: *base, b: 3}\nmany: {<<: [*base, {a: 9, c: 4}]}';
    expect(await parseText(text)).toMatchObject({ one: { a: 1, b: 3 }, many: { a: 1, b: 2, c: 4 } });
  });

  it.each([
    ['JSON', '{"__proto__": {"polluted": true}, "constructor": 1}'],
    ['YAML', '__proto__: {polluted: true}\nconstructor: 1'],
    ['merged YAML', 'base: &base\n  __proto__: {polluted: true}\nhere:\n  <<: *base'],
  ])('holds __proto__ as an ordinary key in %s', async (_, text) => {
    const value = (await parseText(text)) as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(value.here ?? {})).toBe(Object.prototype);
    expect((value as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('shares what aliases name, so that a bomb of them stays small', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 60; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const value = (await parseText(lines.join('\n'))) as Record<string, unknown[]>;
    expect(value.a59?.[0]).toBe(value.a59?.[8]);
  });

  it.each([
    ['', '[spec_unusable] It is empty.'],
    [' \n\t', '[spec_unusable] It is empty.'],
    ['<!doctype html><html>', '[spec_unusable] It is HTML or XML, not JSON or YAML.'],
    ['{"a": 1,\n "b": ]}', '[spec_unusable] It is not valid JSON (unexpected "]").'],
    ['{"a": [1, 2', '[spec_unusable] It is not valid JSON (line 1, column 12).'],
    [
      'a: 1\n b: 2',
      '[spec_unusable] It is neither JSON nor valid YAML: bad indentation of a mapping entry (line 2, column 3).',
    ],
    [
      'a: *nobody',
      '[spec_unusable] It is neither JSON nor valid YAML: unidentified alias "nobody" (line 1, column 11).',
    ],
    [
      'a: !!js/function "function(){}"',
      '[spec_unusable] It is neither JSON nor valid YAML: unknown tag !<tag:yaml.org,2002:js/function> (line 1, column 32).',
    ],
    [
      'a: 1\n---\nb: 2',
      '[spec_unusable] It is neither JSON nor valid YAML: expected a single document in the stream, but found more.',
    ],
  ])('says in one sentence what is wrong with %j', async (text, message) => {
    expect(await failure(text)).toBe(message);
  });

  it('survives absurd nesting', async () => {
    expect(await failure(`a: ${'['.repeat(100_000)}`)).toMatch(
      /^\[spec_unusable\] It is neither JSON nor valid YAML: [^\n]{1,250}$/,
    );
  });

  it('repeats little of what it does not understand', async () => {
    expect((await failure(`a: *${'x'.repeat(100_000)}`)).length).toBeLessThan(400);
  });
});
