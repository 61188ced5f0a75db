import type { Schema } from './schema.ts';

/** Strings of the formats that OpenAPI and JSON Schema name (OpenAPI Format Registry). */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date-time', '2026-01-15T09:30:00Z'],
  ['date', '2026-01-15'],
  ['time', '09:30:00Z'],
  ['duration', 'P1D'],
  ['email', 'user@example.com'],
  ['idn-email', 'user@example.com'],
  ['hostname', 'example.com'],
  ['idn-hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com/'],
  ['url', 'https://example.com/'],
  ['iri', 'https://example.com/'],
  ['uri-reference', '/path'],
  ['iri-reference', '/path'],
  ['uri-template', '/items/{id}'],
  ['json-pointer', '/a/b'],
  ['relative-json-pointer', '1/a'],
  ['uuid', '123e4567-e89b-42d3-a456-426614174000'],
  ['byte', 'aGVsbG8='],
  ['regex', '^a+$'],
  ['int64', '1'],
  ['decimal', '1.5'],
  ['password', 'correct-horse'],
]);

/** Strings that many patterns in real descriptions want, tried in turn. */
const CANDIDATES = [
  'string',
  'example',
  'abc',
  'abc123',
  'a1',
  'A',
  'AB',
  'ABC',
  'ABCD',
  'a',
  '1',
  '12',
  '123',
  '1234',
  '12345',
  '123456',
  '1234567890',
  'true',
  'US',
  'USD',
  'en',
  'en-US',
  'en_US',
  '2026-01-15',
  '2026-01-15T09:30:00Z',
  '2026-01-15T09:30:00.000Z',
  '2026-01',
  '09:30',
  '09:30:00',
  'user@example.com',
  'https://example.com/',
  'https://example.com',
  '/path',
  '/',
  '+14155550100',
  '14155550100',
  '123e4567-e89b-42d3-a456-426614174000',
  '123e4567e89b42d3a456426614174000',
  '0123456789abcdef01234567',
  'deadbeef',
  '#ff8800',
  'ff8800',
  '1.0.0',
  '1.2',
  '10.0',
  'arn:aws:iam::123456789012:role/example',
  'arn:aws:sns:us-east-1:123456789012:example',
  '123456789012',
  '192.0.2.1',
  '192.0.2.0/24',
  'example.com',
  'my-name',
  'my_name',
  'MY_NAME',
  'Name',
  'x-y-z',
  'aGVsbG8=',
  'text/plain',
  'application/json',
  'projects/p/locations/l',
  'a/b',
  'a:b',
  '0',
  '-1',
  '1.5',
  '100%',
  '1d',
  '1h',
  'v1',
  'id_123',
  'P1D',
  'PT1H',
];

/** A pattern longer than this is not tried; examples take its place. */
const LONGEST_PATTERN = 300;
const LONGEST_SAMPLE = 10_000;

/** A string that fits all parts' format, pattern and length as far as the common ones go. */
export function sampleString(parts: readonly Schema[]): string {
  const pattern = parts.map((part) => part.pattern).find((each) => each !== undefined);
  const format = parts.map((part) => part.format).find((each) => each !== undefined);
  const least = Math.max(...parts.map((part) => part.minLength ?? 0));
  const most = Math.min(...parts.map((part) => part.maxLength ?? Number.POSITIVE_INFINITY));
  const fitted = (text: string): string => fitLength(text, least, most);
  const byFormat = format === undefined ? undefined : FORMATS.get(format);
  const compiled = compile(pattern);
  if (compiled === undefined) return byFormat ?? fitted('string');
  const lengths = [least, most].filter((length) => length > 0 && length <= 100);
  const grown = lengths.flatMap((length) => ['a', '1', 'A', '0'].map((character) => character.repeat(length)));
  const found = [byFormat ?? '', ...CANDIDATES, ...grown].find(
    (text) => text !== '' && text.length >= least && text.length <= most && compiled(text),
  );
  return found ?? byPattern(pattern ?? '', { least, most, compiled }) ?? byFormat ?? fitted('string');
}

/** Whether a given string fits the schema's own pattern, as far as it can be tried safely. */
export function fitsPattern(text: string, { pattern }: Schema): boolean {
  return text.length < 1000 && (compile(pattern)?.(text) ?? true);
}

function fitLength(text: string, least: number, most: number): string {
  const long = text.length < least ? text.padEnd(Math.min(least, LONGEST_SAMPLE), 'x') : text;
  return long.length > most ? long.slice(0, most) : long;
}

/** A test for a pattern that cannot blow up: no nested or adjacent unbounded repetition, short. */
function compile(pattern: string | undefined): ((text: string) => boolean) | undefined {
  if (pattern === undefined || pattern.length > LONGEST_PATTERN) return undefined;
  if (/[*+}]\)?[*+{]|\([^)]*[*+|{][^)]*\)[*+{]|\\[1-9k]|[*+][^)\]]{0,2}[*+]/.test(pattern)) return undefined;
  try {
    const compiled = new RegExp(pattern, 'u');
    return (text) => compiled.test(text);
  } catch {
    return undefined;
  }
}

interface PatternLimits {
  readonly least: number;
  readonly most: number;
  readonly compiled: (text: string) => boolean;
}

/** For patterns of fixed texts and character classes in a row (`^(pre_)?[a-z]{3}-\d+$`): each piece at its smallest. */
function byPattern(pattern: string, { least, most, compiled }: PatternLimits): string | undefined {
  const body = pattern.replace(/^\^/, '').replace(/\$$/, '');
  const pieces = body.match(
    /\[(?:\\.|[^\]])+\](?:\{\d+(?:,\d*)?\}|[*+?])?|\\[dwsSWD](?:\{\d+(?:,\d*)?\}|[*+?])?|\\?[^\\[\](){}|*+?](?:\{\d+(?:,\d*)?\}|[*+?])?/gu,
  );
  if (pieces === null || pieces.join('') !== body) return undefined;
  const text = pieces.map(samplePiece).join('');
  return text.length >= least && text.length <= most && compiled(text) ? text : undefined;
}

function samplePiece(piece: string): string {
  const [, atom = '', quantifier = ''] = /^(\[.*\]|\\?.)(\{.*\}|[*+?])?$/su.exec(piece) ?? [];
  const [, times] = /^\{(\d+)/.exec(quantifier) ?? [];
  const count = quantifier === '*' || quantifier === '?' ? 0 : Number(times ?? 1);
  return sampleAtom(atom).repeat(Math.min(count, 200));
}

function sampleAtom(atom: string): string {
  if (atom === '\\d') return '1';
  if (atom === '\\w' || atom === '\\S' || atom === '\\D' || atom === '.') return 'a';
  if (atom === '\\s') return ' ';
  if (atom === '\\W') return '-';
  if (!atom.startsWith('[')) return atom.replace(/^\\/, '');
  const tester = new RegExp(`^${atom}$`, 'u');
  return [...'a1A-_.:/ x0Zz9@#+='].find((character) => tester.test(character)) ?? 'a';
}
