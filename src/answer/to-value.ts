import type { HttpResponse } from '../http/http-response.ts';
import type { ReadPages } from './answer.ts';
import { readContent } from './read-content.ts';
import { createRedact, type Redact } from './redact.ts';
import { selectFrom } from './select.ts';
import { shapeOf } from './shape.ts';
import { toSize } from './status-line.ts';

export interface ValueOptions {
  /** JMESPath over the JSON body. */
  readonly select: string | undefined;
  /** Values that must not be shown. */
  readonly redact: readonly string[];
  readonly read: ReadPages | undefined;
}

export interface ResponseValue {
  /** JSON; a text for bodies that are none, `{"$base64": …}` for binary ones, null where there is nothing. */
  readonly value: unknown;
  readonly notes: readonly string[];
}

/** Of binary bodies that are handed on to another call. */
const LARGEST_BINARY = 5_000_000;
const SHAPE = 200;

/** What a response is for the calls behind it: its body after `select`. A `select` that fails loses nothing: the whole body stands, and a note says why. */
export async function toValue(response: HttpResponse, { select, redact, read }: ValueOptions): Promise<ResponseValue> {
  const content = read?.content ?? (await readContent(response));
  const hide = createRedact(redact);
  if (content.kind === 'empty') return { value: null, notes: [] };
  if (content.kind === 'binary') return toFile(content.type, response, hide);
  const notes = content.note === undefined ? [] : [content.note];
  const isSelected = select !== undefined && response.status < 400;
  if (content.kind === 'text') {
    const more = isSelected ? ['select works on JSON bodies only'] : [];
    return { value: hide.text(content.text), notes: [...notes, ...more] };
  }
  const whole = hide.value(content.value);
  if (!isSelected) return { value: whole, notes };
  const selected = await pick(whole, select);
  return { ...selected, notes: [...notes, ...selected.notes] };
}

async function pick(whole: unknown, select: string): Promise<ResponseValue> {
  try {
    const value = await selectFrom(whole, select);
    if (value !== null && value !== undefined) return { value, notes: [] };
    return { value: null, notes: [`select matched nothing; the body has the shape ${shapeOf(whole, SHAPE)}`] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { value: whole, notes: [`select: ${why} The whole body is the result`] };
  }
}

/** A binary body in the form in which a request takes it. */
function toFile(type: string, { body, bodyTruncated }: HttpResponse, hide: Redact): ResponseValue {
  if (hide.isIn(body)) return { value: null, notes: [`the ${type} holds a credential, so it is not handed on`] };
  if (bodyTruncated || body.length > LARGEST_BINARY)
    return { value: null, notes: [`${type} of more than ${toSize(LARGEST_BINARY)} is not handed on`] };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { value: { $base64: bytes.toString('base64'), contentType: type }, notes: [] };
}
