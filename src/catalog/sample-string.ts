import { samplePattern } from './sample-pattern.ts';
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
  if (pattern === undefined) return byFormat ?? fitted('string');
  const compiled = compile(pattern);
  const fits = (text: string): boolean => text.length >= least && text.length <= most && (compiled?.(text) ?? true);
  const readable =
    compiled === undefined ? undefined : [byFormat ?? '', ...CANDIDATES].find((text) => text !== '' && fits(text));
  return readable ?? samplePattern(pattern, fits) ?? byFormat ?? fitted('string');
}

/** Whether a given string fits the schema's own pattern, as far as it can be tried safely. */
export function fitsPattern(text: string, { pattern }: Schema): boolean {
  return text.length < 1000 && (compile(pattern)?.(text) ?? true);
}

/** Shapes of the formats that examples most often miss. */
const SHAPES: ReadonlyMap<string, RegExp> = new Map([
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ['date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i],
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['time', /^\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i],
  ['email', /^[^\s@]{1,64}@[^\s@.]{1,63}(\.[^\s@.]{1,63})+$/],
  ['uri', /^[a-z][a-z0-9+.-]{1,20}:[^\s<>"{}|\\^`]+$/i],
  ['ipv4', /^(\d{1,3}\.){3}\d{1,3}$/],
]);

/** Whether a given string looks like what its format says. */
export function fitsFormat(text: string, { format }: Schema): boolean {
  return (format === undefined ? undefined : SHAPES.get(format))?.test(text.slice(0, 1000)) ?? true;
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
