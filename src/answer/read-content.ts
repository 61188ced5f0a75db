import type { HttpResponse } from '../http/http-response.ts';
import { htmlText } from './html-text.ts';
import { parseJson } from './json.ts';

/** A response body as what it is, whatever its content type claims. */
export type Content =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown; readonly note?: string }
  | { readonly kind: 'text'; readonly text: string; readonly note?: string }
  | { readonly kind: 'binary'; readonly type: string };

/** Reads a body: JSON also where the type does not say so, JSON Lines and server-sent events as arrays, HTML as its text. */
export async function readContent({ body, headers, bodyTruncated }: HttpResponse): Promise<Content> {
  if (body.length === 0) return { kind: 'empty' };
  const header = headers.get('content-type') ?? '';
  const type = (header.split(';')[0] ?? '').trim().toLowerCase();
  if (isBinary(type, body)) return { kind: 'binary', type: type === '' ? 'application/octet-stream' : type };
  const { text, note } = decode(body, header);
  const noted = note === undefined ? {} : { note };
  if (/^application\/(x-ndjson|jsonl|json-seq|x-jsonlines)$/.test(type))
    return { ...(await readLines(text.replaceAll('\u001e', '\n').split('\n'))), ...noted };
  if (type === 'text/event-stream') return { ...(await readLines(eventData(text))), ...noted };
  const saysJson = /^application\/(json|[^;]*\+json)$|^text\/json$/.test(type);
  const first = text.trimStart()[0];
  const looksJson = first === '{' || first === '[';
  if (saysJson || (looksJson && !/csv/.test(type))) {
    const value = await parseJson(text);
    if (value !== undefined) return { kind: 'json', value: value.value, ...noted };
    if (saysJson)
      return {
        kind: 'text',
        text,
        note: bodyTruncated
          ? 'the JSON is cut off at the size limit'
          : 'the body is not the JSON its type says, or nests too deeply to be read',
      };
  }
  if (/html/.test(type) && /</.test(text)) return { kind: 'text', text: htmlText(text), ...noted };
  return { kind: 'text', text, ...noted };
}

const TEXT_TYPES = /^text\/|json|xml|yaml|csv|javascript|ecmascript|x-www-form-urlencoded|graphql|toml|x-sh|x-pem|rtf/;

function isBinary(type: string, body: Uint8Array): boolean {
  if (/^(image|audio|video|font)\//.test(type)) return type !== 'image/svg+xml';
  if (TEXT_TYPES.test(type)) return false;
  // no type, octet-stream or something unknown: control characters tell
  const head = body.subarray(0, 1024);
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return !isUtf16 && head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}

function decode(body: Uint8Array, header: string): { readonly text: string; readonly note?: string } {
  const [, said = ''] = /charset\s*=\s*"?([^";\s]+)/i.exec(header) ?? [];
  const mark =
    body[0] === 0xff && body[1] === 0xfe ? 'utf-16le' : body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : undefined;
  try {
    return { text: new TextDecoder(mark ?? (said === '' ? 'utf-8' : said)).decode(body) };
  } catch {
    return {
      text: new TextDecoder().decode(body),
      note: `the charset ${JSON.stringify(said.slice(0, 40))} is unknown; read as UTF-8`,
    };
  }
}

const MOST_ITEMS = 10_000;

async function readLines(lines: readonly string[]): Promise<Content> {
  const values: unknown[] = [];
  for (const line of lines.slice(0, MOST_ITEMS)) {
    if (line.trim() === '') continue;
    values.push((await parseJson(line))?.value ?? line);
  }
  return { kind: 'json', value: values };
}

/** The data of each server-sent event (HTML Standard §9.2.6). */
function eventData(text: string): readonly string[] {
  const events = text.split(/\r\n\r\n|\n\n|\r\r/).map((event) =>
    event
      .split(/\r\n|\n|\r/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).replace(/^ /, ''))
      .join('\n'),
  );
  return events.filter((data) => data !== '' && data !== '[DONE]');
}
