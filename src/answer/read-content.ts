import type { HttpResponse } from '../http/http-response.ts';
import { closeJson } from './close-json.ts';
import { decodeText, looksLikeText } from './decode-text.ts';
import { htmlText } from './html-text.ts';
import { jsonParserFor, type ParseJson } from './parse-json.ts';
import { readEvents, readLines, readOnlyLines } from './read-lines.ts';

/** A response body as what it is, whatever its content type claims. */
export type Content =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown; readonly note?: string }
  | { readonly kind: 'text'; readonly text: string; readonly note?: string }
  | { readonly kind: 'binary'; readonly type: string };

const LINES = /^application\/(x-ndjson|jsonl|json-lines|jsonlines|x-jsonlines|x-jsonl|json-seq|stream\+json)$/;
const JSON_TYPE = /^(application|text)\/json$|\+json$/;
const TEXT_TYPE =
  /^text\/|[/+]xml|json|yaml|csv|javascript|ecmascript|x-www-form-urlencoded|graphql|toml|x-sh$|x-pem|rtf$/;
const MEDIA_TYPE = /^(image|audio|video|font)\/(?!svg)/;

/** Reads a body: JSON also where the type does not say so, JSON Lines and server-sent events as lists, HTML as its text. */
export async function readContent({ body, headers, bodyTruncated }: HttpResponse): Promise<Content> {
  if (body.length === 0) return { kind: 'empty' };
  const contentType = headers.get('content-type') ?? '';
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (isBinary(type, body)) return { kind: 'binary', type: nameable(type) };
  const { text, note } = decodeText(body, contentType);
  const content = await readText(text, type, bodyTruncated);
  return note === undefined ? content : { ...content, note };
}

function isBinary(type: string, body: Uint8Array): boolean {
  return MEDIA_TYPE.test(type) || (!TEXT_TYPE.test(type) && !looksLikeText(body));
}

/** The type is shown and handed to clients: a header may hold anything. */
function nameable(type: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(type) ? type : 'application/octet-stream';
}

type TextContent = Exclude<Content, { readonly kind: 'empty' | 'binary' }>;

async function readText(text: string, type: string, isCutOff: boolean): Promise<TextContent> {
  const saysJson = JSON_TYPE.test(type);
  const isList = LINES.test(type) || type === 'text/event-stream';
  if (!isList && !saysJson && !/^\s*[{[]/.test(text)) return plainText(text, type);
  const parse = await jsonParserFor(text);
  if (parse === undefined) return { kind: 'text', text, note: 'the JSON nests too deeply to be read' };
  if (isList)
    return { kind: 'json', value: type === 'text/event-stream' ? readEvents(text, parse) : readLines(text, parse) };
  const parsed = parse(text) ?? asLines(readOnlyLines(text, parse));
  if (parsed !== undefined) return { kind: 'json', value: parsed.value };
  if (!saysJson) return plainText(text, type);
  if (isCutOff) return cutOff(text, parse);
  return { ...plainText(text, type), note: 'the body is not the JSON its type says' };
}

/** What came of it up to the last whole item. */
function cutOff(text: string, parse: ParseJson): TextContent {
  const closed = closeJson(text);
  const parsed = closed === undefined ? undefined : parse(closed);
  if (parsed === undefined) return { kind: 'text', text, note: 'the JSON is cut off at the size limit' };
  return {
    kind: 'json',
    value: parsed.value,
    note: 'the JSON is cut off at the size limit; its last item is left out',
  };
}

function asLines(value: readonly unknown[] | undefined): { readonly value: unknown } | undefined {
  return value === undefined ? undefined : { value };
}

/** Pages as their text, XML without its indentation. */
function plainText(text: string, type: string): TextContent {
  if (/html/.test(type) || /^\s*<(!doctype html|html)\b/i.test(text)) return { kind: 'text', text: htmlText(text) };
  const isXml = /[/+]xml$/.test(type);
  return { kind: 'text', text: isXml ? text.replace(/>\s+</g, (gap) => (gap.includes('\n') ? '><' : gap)) : text };
}
