import { readContent } from '../answer/read-content.ts';
import { createRedact } from '../answer/redact.ts';
import { selectFrom } from '../answer/select.ts';
import type { FollowedPages } from '../tools/follow-pages.ts';

/** A response, or several pages as one, as one JSON value, uncut but without the operator's secrets: status, headers and the body as JSON, text or base64. Throws `select_invalid`. */
export async function toResponseJson(
  { response, read, notes }: FollowedPages,
  { select, secrets }: { readonly select: string | undefined; readonly secrets: readonly string[] },
): Promise<unknown> {
  const redact = createRedact(secrets);
  const content = read?.content ?? (await readContent(response));
  const { status, headers } = response;
  const durationMs = Math.round(read?.durationMs ?? response.durationMs);
  const { pages, items, more } = read ?? {};
  const paged = read === undefined ? {} : { pages, items, more: more === undefined ? null : redact.text(more.said) };
  const told = notes.length === 0 ? {} : { notes: notes.map(redact.text) };
  const head = { status, headers: redact.value(Object.fromEntries(headers)), durationMs, ...paged, ...told };
  if (content.kind === 'json') return { ...head, body: await selected(redact.value(content.value), select) };
  if (content.kind === 'text') return { ...head, body: redact.text(content.text) };
  if (redact.isIn(response.body)) return { ...head, body: '[redacted]' };
  return content.kind === 'empty' ? head : { ...head, bodyBase64: Buffer.from(response.body).toString('base64') };
}

async function selected(value: unknown, select: string | undefined): Promise<unknown> {
  return select === undefined ? value : selectFrom(value, select);
}
