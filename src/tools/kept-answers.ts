import type { Keep, KeptBody } from '../answer/kept-body.ts';
import type { Results } from '../cache/results.ts';
import { RESULT_TTL_MS } from '../cache/results.ts';
import { ToolError } from '../errors.ts';

/** A kept body at the page that a cursor names. */
export interface KeptPage {
  readonly body: KeptBody;
  readonly page: number;
  /** Keeps the next page under the same handle. */
  readonly keep: Keep;
}

/** Keeps a body for the caller; the cursor is its handle and the page: `dGhlIGhhbmRsZQ.0`. */
export function keepIn(results: Results, handle?: string): Keep {
  return async (body) => `${await results.keep(JSON.stringify(body), handle)}.${body.pages.length - 1}`;
}

/** What a cursor of `execute_endpoint` reads on in. Throws `cursor_invalid` where it is none of the caller's, or has expired. */
export async function readKept(cursor: string, results: Results): Promise<KeptPage> {
  const [, handle = '', page = ''] = /^([\w-]+)\.(\d{1,4})$/.exec(cursor.trim()) ?? [];
  const held = handle === '' ? undefined : await results.read(handle);
  if (held === undefined) throw notKept();
  return { body: JSON.parse(held) as KeptBody, page: Number(page), keep: keepIn(results, handle) };
}

export function notKept(): ToolError {
  return new ToolError('cursor_invalid', 'This cursor is none of execute_endpoint, or has expired.', {
    hint: `Repeat the call without cursor, with a select of the part you need; cut answers are kept ${RESULT_TTL_MS / 60_000} minutes.`,
  });
}
