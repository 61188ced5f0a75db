import type { HttpResponse } from '../http/http-response.ts';
import type { Redact } from './redact.ts';

/** A response whose headers and status hold no secret, so that what is said of them may be cut: the part of a secret that a cut leaves is recognised by nobody. */
export function shownHead(response: HttpResponse, { text }: Redact): HttpResponse {
  const headers = [...response.headers].map(([name, value]) => [name, text(value)] as const);
  const statusText = text(response.statusText);
  const isSame =
    statusText === response.statusText && headers.every(([name, value]) => value === response.headers.get(name));
  return isSame ? response : { ...response, headers: new Map(headers), statusText };
}
