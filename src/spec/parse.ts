import { isAscii } from 'node:buffer';
import { ToolError } from '../errors.ts';

/** Byte order marks and the encodings they stand for. */
const DECODINGS: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Text of a description: UTF-8, or what its byte order mark says. Throws `spec_unusable` for bytes that are no text. */
export function decodeText(bytes: Uint8Array): string {
  const mark = DECODINGS.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  // A one-byte string is made, and parsed, in a fraction of the time.
  const text = isAscii(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    : new TextDecoder(mark?.[1] ?? 'utf-8').decode(bytes);
  if (text.slice(0, 1000).includes('\0'))
    throw new ToolError('spec_unusable', 'It is a binary file, not JSON or YAML.');
  return text;
}

/**
 * The value that JSON or YAML text holds, told apart by the first character. Throws `spec_unusable` with line and column.
 * YAML has the core schema and merge keys: no dates, no custom tags.
 */
export async function parseText(text: string): Promise<unknown> {
  const start = text.search(/\S/);
  if (start < 0) throw new ToolError('spec_unusable', 'It is empty.');
  if (text[start] === '<') throw new ToolError('spec_unusable', 'It is HTML or XML, not JSON or YAML.');
  return isJson(text) ? parseJson(text) : parseYaml(text);
}

/** Whether a text is meant as JSON: YAML does not begin with these, or nearly never. */
export function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

async function parseJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // `{a: 1}` and comments are YAML, not JSON: a document that only looks like JSON gets its second chance if it is small
    if (text.length < LARGEST_SECOND_CHANCE) {
      const second = await parseYaml(text).catch(() => undefined);
      if (second !== undefined) return second;
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new ToolError('spec_unusable', `It is not valid JSON${positionIn(text, why)}.`);
  }
}

const LARGEST_SECOND_CHANCE = 200_000;

/** ` (line 3, column 7)` where V8 says a position, else what it stumbled over; its own words repeat foreign text. */
function positionIn(text: string, message: string): string {
  const [, offset] = /position (\d+)/.exec(message) ?? [];
  // V8 names a stray token without its position
  const [, token] = /^Unexpected token '(.)'/u.exec(message) ?? [];
  if (token !== undefined) return ` (unexpected ${JSON.stringify(token)})`;
  if (offset === undefined) return /end of JSON input/.test(message) ? ' (it ends too early)' : '';
  const before = text.slice(0, Number(offset));
  return ` (line ${before.split('\n').length}, column ${before.length - before.lastIndexOf('\n')})`;
}

/** A reason may repeat foreign text. */
const LONGEST_REASON = 200;
/** js-yaml's own limit of 10,000 refuses large descriptions that merge a few keys into every operation. */
const MOST_MERGED_KEYS = 200_000;

/** Throws `spec_unusable` where an object has one key twice: of such, `parseText` keeps the last and says nothing. */
export async function assertUniqueKeys(text: string): Promise<void> {
  const twice = 'duplicated mapping key';
  await parseYaml(text, { unique: true }).catch((error: unknown) => {
    if (error instanceof ToolError && error.message.includes(twice)) throw error;
  });
}

async function parseYaml(text: string, { unique = false } = {}): Promise<unknown> {
  const yaml = await import('js-yaml');
  // Merge keys (`<<`) are YAML 1.1, not core, but common in hand-written descriptions.
  const merge = new yaml.Type('tag:yaml.org,2002:merge', {
    kind: 'scalar',
    resolve: (data) => data === '<<' || data === null,
  });
  const schema = yaml.CORE_SCHEMA.extend({ implicit: [merge] });
  const options = { schema, json: !unique, maxTotalMergeKeys: MOST_MERGED_KEYS };
  try {
    return yaml.load(text, options);
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw notYaml('it nests too deeply');
    const { line, column } = error.mark ?? {};
    const where = line === undefined ? '' : ` (line ${line + 1}, column ${column + 1})`;
    throw notYaml(`${error.reason.slice(0, LONGEST_REASON)}${where}`);
  }
}

function notYaml(why: string): ToolError {
  return new ToolError('spec_unusable', `It is neither JSON nor valid YAML: ${why}.`);
}
