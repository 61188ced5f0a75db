import type { HttpResponse } from '../http/http-response.ts';
import type { Content } from './read-content.ts';
import type { Redact } from './redact.ts';
import { type SaidNo, saysNo } from './says-no.ts';

/** An answer that says no. */
export interface Refused extends Pick<HttpResponse, 'status' | 'headers'> {
  /** JSON or text, no credential in it; undefined where there is none. */
  readonly body: unknown;
}

interface RefusalOptions {
  readonly redact: Redact;
  /** Several pages as one: their statuses were looked at. */
  readonly isJoined: boolean;
}

/** Whether an answer says no, by its status or under one that says yes; what to say of the latter. */
export function readRefusal(
  content: Content,
  response: HttpResponse,
  { redact, isJoined }: RefusalOptions,
): { readonly refused: Refused | undefined; readonly note: string | undefined } {
  const { status, headers } = response;
  const no = status < 400 && !isJoined && content.kind === 'json' ? saysNo(content.value) : undefined;
  const isRefused = status >= 400 || no?.isWhole === true;
  if (!isRefused && no === undefined) return { refused: undefined, note: undefined };
  const body = bodyOf(content, redact);
  return {
    refused: isRefused ? { status, headers, body } : undefined,
    // said anew of what may be shown: a part of a credential is no longer recognised
    note: no === undefined ? undefined : failureNote(saysNo(body) ?? { ...no, reason: '' }, response),
  };
}

/** A status that says yes is believed by whoever reads only the first line. */
function failureNote({ isWhole, reason }: SaidNo, { status }: HttpResponse): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return isWhole ? `the call failed although its status is ${status}${why}` : `a part of it failed${why}`;
}

function bodyOf(content: Content, redact: Redact): unknown {
  if (content.kind === 'json') return redact.value(content.value);
  return content.kind === 'text' ? redact.text(content.text) : undefined;
}
