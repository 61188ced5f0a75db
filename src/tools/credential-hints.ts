import { readChallenge } from '../answer/read-challenge.ts';
import type { Refused } from '../answer/read-refusal.ts';
import { toOneLine } from '../plain-text.ts';
import type { App } from './app.ts';
import type { SentCall } from './sent-call.ts';

const LONGEST_REASON = 100;
const LONGEST_SCOPES = 120;

/** For 401: whether a credential was sent, why it was refused, and how the operator sets one. */
export function credentialHints({ headers }: Refused, sent: SentCall, app: App): readonly string[] {
  const lines = app.credentialsOf(sent.endpoint);
  const { error, description } = readChallenge(headers.get('www-authenticate')) ?? {};
  const why = description ?? error;
  const said = why === undefined ? '' : `: ${toOneLine(why, LONGEST_REASON)}`;
  if (isSigned(sent)) return [`a credential was sent and refused${said}; the operator replaces it`, ...lines];
  if (lines.length > 0) return [`no credential was sent${said}`, ...lines];
  return [`no credential was sent${said}; the description names none, the operator may add one with --header`];
}

/** For 403: the scopes that are wanted and there, as far as anybody says. */
export function scopeHints({ headers }: Refused, sent: SentCall, app: App): readonly string[] {
  // GitHub and others say 403 where a limit is reached; how long is said elsewhere
  if (headers.get('x-ratelimit-remaining')?.trim() === '0') return [];
  const wanted =
    readChallenge(headers.get('www-authenticate'))?.scope ??
    said(headers.get('x-accepted-oauth-scopes')) ??
    said(headers.get('x-accepted-github-permissions'));
  const held = headers.get('x-oauth-scopes');
  const has = held === undefined ? '' : `; the credential has ${toOneLine(held, LONGEST_SCOPES) || 'none'}`;
  const scopes = wanted === undefined ? [] : [`it wants the scope ${toOneLine(wanted, LONGEST_SCOPES)}${has}`];
  return [...scopes, ...(isSigned(sent) ? [] : ['no credential was sent']), ...app.credentialsOf(sent.endpoint)];
}

function said(header: string | undefined): string | undefined {
  return header === undefined || header.trim() === '' ? undefined : header;
}

function isSigned({ endpoint, request, upstream }: SentCall): boolean {
  const shown = upstream.preview(request);
  const isChanged = shown.url !== request.url || shown.headers.length !== request.headers.length;
  return isChanged && endpoint.security.some(({ schemes }) => schemes.length > 0);
}
