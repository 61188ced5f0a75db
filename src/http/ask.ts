import type { HttpRequest } from '../request/http-request.ts';
import type { Sender } from './send.ts';

/** A small exchange with a server that is not the API: texts in, text out, nothing signed. */
export interface Question {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly form: string | undefined;
}

export interface AskOptions {
  readonly timeoutMs: number;
  /** The operator wrote the address, so it may be private. */
  readonly trusted: boolean;
}

/** Asks through a sender; redirects of a POST are not followed. Throws what `send` throws. */
export async function ask(
  sender: Sender,
  { method, url, headers, form }: Question,
  { timeoutMs, trusted }: AskOptions,
): Promise<{ readonly status: number; readonly text: string }> {
  const body: HttpRequest['body'] = form === undefined ? undefined : { kind: 'content', content: form };
  const request = { method, url: new URL(url).href, headers, body };
  const answer = await sender.send(request, { sign: (unsigned) => unsigned, timeoutMs, trusted });
  return { status: answer.status, text: new TextDecoder().decode(answer.body) };
}
