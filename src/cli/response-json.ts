import { readContent } from '../answer/read-content.ts';
import { selectFrom } from '../answer/select.ts';
import type { HttpResponse } from '../http/http-response.ts';

/** A response as one JSON value, uncut: status, headers and the body as JSON, text or base64. Throws `select_invalid`. */
export async function toResponseJson(response: HttpResponse, select: string | undefined): Promise<unknown> {
  const content = await readContent(response);
  const { status, headers, durationMs } = response;
  const head = { status, headers: Object.fromEntries(headers), durationMs: Math.round(durationMs) };
  if (content.kind === 'json')
    return { ...head, body: select === undefined ? content.value : await selectFrom(content.value, select) };
  if (content.kind === 'text') return { ...head, body: content.text };
  return content.kind === 'empty' ? head : { ...head, bodyBase64: Buffer.from(response.body).toString('base64') };
}
