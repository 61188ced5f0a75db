import type { HttpResponse } from '../http/http-response.ts';
import type { AnswerOptions, ReadPages } from './answer.ts';
import type { PageHints } from './next-page.ts';
import { pageBehind } from './page-after.ts';
import { type Content, readContent } from './read-content.ts';
import { type Refused, readRefusal } from './read-refusal.ts';
import { createRedact, type Redact } from './redact.ts';
import { pageNote, responseNotes } from './response-notes.ts';
import { selectExplained } from './select.ts';
import { shownHead } from './shown-head.ts';
import { statusLine, toSize } from './status-line.ts';

export interface ValueOptions {
  /** JMESPath over the JSON body. */
  readonly select: string | undefined;
  /** Values that must not be shown. */
  readonly redact: readonly string[];
  readonly read: ReadPages | undefined;
  /** How the description says that pages follow each other. */
  readonly pageHints?: PageHints;
  /** The whole call for another page; undefined where the endpoint does not take these parameters. */
  readonly toCall?: AnswerOptions['toCall'];
}

export interface ResponseValue {
  /** JSON; a text for bodies that are none, `{"$base64": …}` for binary ones, null where there is nothing. */
  readonly value: unknown;
  /** `201 Created · application/json · 1.2 kB · 85 ms` */
  readonly status: string;
  readonly notes: readonly string[];
  /** Where the answer says no. */
  readonly refused: Refused | undefined;
}

/** Of binary bodies that are handed on to another call. */
const LARGEST_BINARY = 5_000_000;
/** Tokens that may say why a `select` picks nothing. */
const NOTE = 80;
/** What is done for each of a list's items would be done for some of them only. */
const MORE = 'more pages remain; pages in this step reads them';

/** What a response is for the calls behind it: its body after `select`. A `select` that fails loses nothing: the whole body stands, and a note says why. */
export async function toValue(response: HttpResponse, options: ValueOptions): Promise<ResponseValue> {
  const { redact, read } = options;
  const content = read?.content ?? (await readContent(response));
  const hide = createRedact(redact);
  const shown = shownHead(response, hide);
  const { refused, note } = readRefusal(content, shown, { redact: hide, isJoined: read !== undefined });
  const { value, notes } = await toResult(content, response, { ...options, hide, isRefused: refused !== undefined });
  const said = [...notes, ...(note === undefined ? [] : [note]), ...responseNotes(shown)];
  return { value, status: hide.text(statusLine(shown, read)), notes: said, refused };
}

type Result = Pick<ResponseValue, 'value' | 'notes'>;

interface ResultOptions extends ValueOptions {
  readonly hide: Redact;
  readonly isRefused: boolean;
}

async function toResult(content: Content, response: HttpResponse, options: ResultOptions): Promise<Result> {
  const { select, hide, isRefused } = options;
  if (content.kind === 'empty') return { value: null, notes: [] };
  if (content.kind === 'binary') return toFile(content.type, response, hide);
  const notes = [...(content.note === undefined ? [] : [content.note]), ...moreNotes(content, response, options)];
  // an error has a shape of its own
  const isSelected = select !== undefined && !isRefused;
  if (content.kind === 'text') {
    const more = isSelected ? ['select works on JSON bodies only'] : [];
    return { value: hide.text(content.text), notes: [...notes, ...more] };
  }
  const whole = hide.value(content.value);
  if (!isSelected) return { value: whole, notes };
  const selected = await pick(whole, select);
  return { ...selected, notes: [...notes, ...selected.notes] };
}

function moreNotes(
  content: Content,
  response: HttpResponse,
  { read, pageHints = {}, toCall }: ValueOptions,
): readonly string[] {
  const value = content.kind === 'json' ? content.value : undefined;
  if (read !== undefined) return pageNote(read.more, toCall);
  return pageBehind(value, response, pageHints) === undefined ? [] : [MORE];
}

async function pick(whole: unknown, select: string): Promise<Result> {
  try {
    const { value = null, note } = await selectExplained(whole, select, NOTE);
    return { value, notes: note === undefined ? [] : [note] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { value: whole, notes: [`select: ${why} The whole body is the result`] };
  }
}

/** A binary body in the form in which a request takes it. */
function toFile(type: string, { body, bodyTruncated }: HttpResponse, hide: Redact): Result {
  if (hide.isIn(body)) return { value: null, notes: [`the ${type} holds a credential, so it is not handed on`] };
  if (bodyTruncated || body.length > LARGEST_BINARY)
    return { value: null, notes: [`${type} of more than ${toSize(LARGEST_BINARY)} is not handed on`] };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { value: { $base64: bytes.toString('base64'), contentType: type }, notes: [] };
}
