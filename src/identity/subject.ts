import type { Caller } from '../caller.ts';
import { toOneLine } from '../plain-text.ts';
import { type Finding, isInvalid } from './finding.ts';
import type { Members } from './read-json.ts';
import { scopesOf } from './scopes.ts';

/** Whom a good token's claims speak of, unless they speak of nobody or want more proof than a bearer gives. */
export function toFinding(claims: Members, issuer: string): Finding {
  // RFC 7800 §3.1: worth nothing without the key it is bound to, which nobody here asks for
  if (claims.cnf !== undefined) return isInvalid('The access token is bound to a key, which this server cannot check.');
  const caller = toCaller(claims, issuer);
  return caller === undefined
    ? isInvalid('The access token names nobody: it has no sub and no client_id.')
    : { caller };
}

/** The subject or, where a client acts for itself, the client. A subject is unique within its issuer alone (RFC 7519 §4.1.2). */
function toCaller(claims: Members, issuer: string): Caller | undefined {
  const subject = [claims.sub, claims.client_id].find((each) => typeof each === 'string' && each !== '');
  if (typeof subject !== 'string') return undefined;
  return Object.freeze({
    id: `${issuer}|${subject}`,
    name: toOneLine(subject, 100),
    scopes: scopesOf(claims),
    claims: Object.freeze({ ...claims }),
    forwarded: new Map<string, string>(),
  });
}

/** When a token ends, in milliseconds since 1970; infinite where it does not say, NaN where it does not say it in numbers. */
export function expiryMs({ exp }: Members): number {
  return exp === undefined ? Number.POSITIVE_INFINITY : momentMs(exp);
}

/** A NumericDate (RFC 7519 §2) in milliseconds; NaN where it is none. */
export function momentMs(date: unknown): number {
  return typeof date === 'number' ? date * 1000 : Number.NaN;
}

/** Each audience as it may be written: the URL parser of some clients ends an origin with a slash (RFC 8707 §2 calls both equal). */
export function audienceForms(audiences: readonly string[]): string[] {
  return [...new Set(audiences.flatMap((each) => (/^https?:/.test(each) ? bothForms(each) : [each])))];
}

function bothForms(url: string): readonly string[] {
  const bare = url.replace(/\/$/, '');
  return [bare, `${bare}/`];
}
