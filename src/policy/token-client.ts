import { ToolError } from '../errors.ts';
import { discover } from './discover.ts';
import type { Grant } from './grant.ts';
import { type Issued, noToken, readToken, refusal } from './token-answer.ts';
import { type TokenExchange, type TokenRequest, type TokenResponse, tokenRequest, type Way } from './token-request.ts';

/** Talks to the token endpoint, and remembers how it wants to be talked to. */
export interface TokenClient {
  /** A new token, for `subject` where the grant exchanges. Throws `auth_failed` that says where the operator looks, or `target_refused`. */
  issue(scopes: readonly string[], subject?: string): Promise<Issued>;
  secrets(): readonly string[];
}

export function createTokenClient(grant: Grant, { ask, vouch }: TokenExchange): TokenClient {
  const given = [grant.clientSecret, grant.refreshToken, grant.acting?.actorToken];
  let refreshToken = grant.refreshToken;
  let found: string | undefined;
  let known: Way = { inBody: grant.clientSecret === undefined, withScopes: true };
  const asked = (request: TokenRequest): Promise<TokenResponse> =>
    ask(request).catch((error: unknown) => {
      throw unanswered(grant, error);
    });
  const secrets = (): readonly string[] => [
    ...new Set([...given, refreshToken].filter((each): each is string => each !== undefined && each !== '')),
  ];
  const locate = async (): Promise<{ readonly url: string; readonly trusted: boolean }> => {
    const { endpoint } = grant;
    if ('tokenUrl' in endpoint) return { url: endpoint.tokenUrl, trusted: vouch(endpoint.tokenUrl) };
    found ??= await discover(grant, endpoint.discoveryUrl, { ask: asked, vouch });
    return { url: found, trusted: vouch(found, endpoint.discoveryUrl) };
  };
  return {
    secrets,
    issue: async (scopes, subject) => {
      const place = await locate();
      const post = (way: Way): Promise<TokenResponse> =>
        asked(tokenRequest(grant, { ...place, way, refreshToken, scopes: grant.scopes ?? scopes, subject }));
      const mayAskWithout = grant.scopes === undefined && scopes.length > 0;
      const { answer, way } = await negotiate(post, known, mayAskWithout);
      const issued = readToken(answer, place.url, { grant, secrets: secrets(), subject });
      known = way;
      // RFC 6749 §6: a new one replaces the old, which may be good for nothing from now on. A caller's is not for keeping.
      if (grant.acting === undefined) refreshToken = issued.refreshToken ?? refreshToken;
      return issued;
    },
  };
}

/** One request, and another where the first was refused for its form. The way is the caller's own: others may be asking too. */
async function negotiate(
  post: (way: Way) => Promise<TokenResponse>,
  known: Way,
  mayAskWithout: boolean,
): Promise<{ readonly answer: TokenResponse; readonly way: Way }> {
  let way = known;
  let answer = await post(way);
  if (!way.inBody && refusal(answer)?.code === 'invalid_client') {
    // RFC 6749 §2.3.1: servers must take Basic and may take the body; some take only that
    const second = await post({ ...way, inBody: true });
    if (!/^invalid_(client|request)$/.test(refusal(second)?.code ?? '')) {
      way = { ...way, inBody: true };
      answer = second;
    }
  }
  if (way.withScopes && mayAskWithout && refusal(answer)?.code === 'invalid_scope') {
    // descriptions name scopes that the server never heard of; what it gives by itself may do
    way = { ...way, withScopes: false };
    answer = await post(way);
  }
  return { answer, way };
}

/** An authorization server that cannot be reached is no failure of the API's. */
function unanswered(grant: Grant, error: unknown): unknown {
  if (!(error instanceof ToolError) || !error.code.startsWith('upstream_')) return error;
  const { message, hint } = error;
  // a second sentence would say that the call may have been carried out
  const [first = ''] = message.split(/(?<=\.) /);
  return noToken(grant, first.replace(/\.$/, ''), { isAddress: true, hint, cause: error });
}
