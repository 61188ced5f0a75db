import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import type { Grant } from './grant.ts';
import { headerFault } from './header-fault.ts';
import { orderedSecrets, secretForms } from './secret-forms.ts';
import type { TokenResponse } from './token-source.ts';

/** A token as it was issued (RFC 6749 §5.1). */
export interface Issued {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number | undefined;
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

/** The token of an answer. Throws `auth_failed` that says what the endpoint refused with and where the operator looks. */
export function readToken(answer: TokenResponse, url: string, grant: Grant): Issued {
  const refused = refusal(answer);
  if (refused !== undefined)
    throw failed(grant, `${new URL(url).host} answered ${describe(answer.status, refused, grant)}`);
  const { access_token: token, expires_in: expires, refresh_token: refresh } = membersOf(answer.text);
  if (typeof token !== 'string' || token === '' || headerFault(`Bearer ${token}`) !== undefined)
    throw failed(grant, `${new URL(url).host} answered without an access token`);
  const seconds = Number(expires ?? Number.NaN);
  return {
    token,
    expiresIn: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
    refreshToken: typeof refresh === 'string' && refresh !== '' ? refresh : undefined,
  };
}

function describe(status: number, { code, why }: { code: string; why: string }, grant: Grant): string {
  const { clientId, clientSecret = '', refreshToken = '' } = grant;
  const encoded = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const forms = [`${clientId}:${clientSecret}`, encoded, clientSecret, refreshToken].flatMap((secret) =>
    secret === '' ? [] : secretForms(secret, undefined),
  );
  const clean = orderedSecrets(forms).reduce((text, secret) => text.replaceAll(secret, '[redacted]'), `${code} ${why}`);
  return toOneLine(`${status} ${clean}`, LONGEST_REASON);
}

const LONGEST_REASON = 200;

/** A token endpoint that cannot be reached, as what it means for the call. */
export function unreachable(error: unknown, grant: Grant): unknown {
  if (!(error instanceof ToolError) || !error.code.startsWith('upstream_')) return error;
  const [first = ''] = error.message.split(/(?<=\.) /);
  return failed(grant, first.replace(/\.$/, ''), error);
}

function failed({ scheme, sources }: Grant, why: string, cause?: unknown): ToolError {
  return new ToolError('auth_failed', `No access token for ${toOneLine(scheme, 60)}: ${why}.`, {
    hint: `The operator checks ${sources.join(', ')}.`,
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
