import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { claimsOf, exchangeFault } from './exchange-answer.ts';
import type { Grant } from './grant.ts';
import { headerFault } from './header-fault.ts';
import { REDACTED } from './placement.ts';
import { orderedSecrets, secretForms } from './secret-forms.ts';
import { formEncoded, type TokenResponse } from './token-request.ts';

/** A token as it was issued (RFC 6749 §5.1). */
export interface Issued {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number | undefined;
  /** What the token itself says, in milliseconds since the epoch; read where tokens are callers'. */
  readonly expiresAt: number | undefined;
  readonly refreshToken: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** What a token endpoint refused with (RFC 6749 §5.2); undefined where it did not. */
export function refusal({ status, text }: TokenResponse): { readonly code: string; readonly why: string } | undefined {
  const body = membersOf(text);
  const said = typeof body.error === 'string' ? body.error : undefined;
  if (status >= 200 && status < 300 && said === undefined) return undefined;
  const why = typeof body.error_description === 'string' ? body.error_description : '';
  return { code: said ?? (status === 401 ? 'invalid_client' : ''), why };
}

export interface Asked {
  readonly grant: Grant;
  /** What was sent and must not come back in a message. */
  readonly secrets: readonly string[];
  /** The token that was exchanged. Secret. */
  readonly subject?: string | undefined;
}

/** The token of an answer. Throws `auth_failed` that says what the endpoint refused with and where the operator looks. */
export function readToken(answer: TokenResponse, url: string, asked: Asked): Issued {
  const { host } = new URL(url);
  const refused = refusal(answer);
  if (refused !== undefined) {
    const { code, why } = refused;
    const hint = NEW_SIGN_IN.test(code) && asked.subject !== undefined ? SIGN_IN : undefined;
    throw noToken(asked.grant, `${host} answered ${withoutSecrets(`${answer.status} ${code} ${why}`, asked)}`, {
      hint,
    });
  }
  const members = membersOf(answer.text);
  const { access_token: token, expires_in: expires, refresh_token: refresh } = members;
  if (
    typeof token !== 'string' ||
    token === '' ||
    token.length > LONGEST_TOKEN ||
    headerFault(`Bearer ${token}`) !== undefined
  )
    throw noToken(asked.grant, `${host} answered without an access token`);
  const seconds = Number(expires ?? Number.NaN);
  const expiresIn = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  const refreshToken = typeof refresh === 'string' && refresh !== '' ? refresh : undefined;
  if (asked.grant.acting === undefined) return { token, expiresIn, expiresAt: undefined, refreshToken };
  const claims = claimsOf(token);
  const fault = exchangeFault(members, claims, asked);
  if (fault !== undefined) throw noToken(asked.grant, `${host} answered ${fault}`);
  return { token, ...lifeOf(expiresIn, claims.exp), refreshToken: undefined };
}

/** How long a caller's token lasts, by the answer and by the token; never without an end. */
function lifeOf(expiresIn: number | undefined, exp: unknown): Pick<Issued, 'expiresIn' | 'expiresAt'> {
  if (typeof exp === 'number') return { expiresIn, expiresAt: exp * 1000 };
  return { expiresIn: expiresIn ?? UNSAID_LIFE, expiresAt: undefined };
}

/** Seconds that a caller's token is kept of which nobody said the end: what was revoked should not live on here. */
const UNSAID_LIFE = 300;
/** The caller's token is no longer good, or the user has to agree (OpenID Connect Core §3.1.2.6, as Entra says it). */
const NEW_SIGN_IN = /^(invalid_grant|interaction_required|login_required|consent_required)$/;
const SIGN_IN = "It may be the caller's own token: the client signs in again.";

const LONGEST_REASON = 200;
/** Servers take header fields of 8 to 64 kB; no real token has a quarter of that. */
const LONGEST_TOKEN = 16_000;

/** A server may repeat what it was sent, also as it was sent. */
function withoutSecrets(text: string, { grant: { clientId, clientSecret }, secrets: sent, subject }: Asked): string {
  const secrets = subject === undefined ? sent : [...sent, subject];
  const pairs = [clientId, formEncoded(clientId)].flatMap((id) =>
    clientSecret === undefined ? [] : [`${id}:${clientSecret}`, `${id}:${formEncoded(clientSecret)}`],
  );
  const forms = [...secrets, ...pairs].flatMap((secret) => [...secretForms(secret, undefined), formEncoded(secret)]);
  // a short secret in an answer about this very secret is still one
  const all = [...secrets, ...orderedSecrets(forms)].sort((a, b) => b.length - a.length);
  return toOneLine(
    all.reduce((shown, secret) => shown.replaceAll(secret, REDACTED), text),
    LONGEST_REASON,
  );
}

export interface NoTokenOptions {
  /** The address may be what is wrong. */
  readonly isAddress?: boolean;
  /** What else can be done. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** `auth_failed` for a grant, naming what the operator set for it. */
export function noToken(grant: Grant, why: string, { isAddress = false, hint, cause }: NoTokenOptions = {}): ToolError {
  const address = isAddress ? `, or the token URL (${grant.tokenUrlVariable})` : '';
  return new ToolError('auth_failed', `No access token for ${toOneLine(grant.scheme, 60)}: ${why}.`, {
    hint: [`The operator checks ${grant.sources.join(', ')}${address}.`, ...(hint === undefined ? [] : [hint])].join(
      ' ',
    ),
    cause,
  });
}

/** The members of a JSON object; none where the text is no such thing. */
export function membersOf(text: string): Members {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Members) : {};
  } catch {
    return {};
  }
}
