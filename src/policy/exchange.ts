import type { Api } from '../catalog/api.ts';
import type { SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import type { Grant } from './grant.ts';
import { headerOf } from './placement.ts';

/** How the operator lets Trivium get tokens that stand for its callers. */
export interface Exchange {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Secret. */
  readonly clientSecret: string;
  readonly audience?: string | undefined;
  readonly resource?: string | undefined;
  /** Separated by blanks; else what each endpoint says. */
  readonly scope?: string | undefined;
  readonly requestedTokenType?: string | undefined;
  /** Who acts (RFC 8693 §2.1). Secret. */
  readonly actorToken?: string | undefined;
  /** `jwt-bearer`: Microsoft Entra's on-behalf-of flow. */
  readonly style?: 'token-exchange' | 'jwt-bearer' | undefined;
  /** The one security scheme whose credential is exchanged for; else every one that takes a bearer token. */
  readonly scheme?: string | undefined;
}

/** What stands in messages where a scheme's variables would stand. */
export const EXCHANGE_SOURCE = 'token exchange';

/** The grant of an exchange. Throws `config_invalid` where its parts are no use. */
export function exchangeGrant(api: Api, exchange: Exchange): Grant {
  const { clientId, clientSecret, audience, resource, scope, requestedTokenType, actorToken } = exchange;
  const { tokenUrl, style = 'token-exchange' } = exchange;
  const isOnBehalfOf = style === 'jwt-bearer';
  if (clientId.trim() === '') throw unusable(api, 'lacks its clientId');
  if (clientSecret.trim() === '') throw unusable(api, 'lacks its clientSecret');
  if (isOnBehalfOf && (actorToken ?? requestedTokenType) !== undefined)
    throw unusable(api, 'is of the style jwt-bearer, which knows no actorToken and no requestedTokenType');
  return {
    api: api.name,
    scheme: 'the caller',
    kind: isOnBehalfOf ? 'jwt_bearer' : 'token_exchange',
    endpoint: { tokenUrl: urlOf(api, tokenUrl) },
    isOwnAddress: true,
    clientId,
    clientSecret,
    refreshToken: undefined,
    scopes: scope === undefined || scope.trim() === '' ? undefined : scope.trim().split(/\s+/),
    audience,
    acting: { resource, requestedTokenType, actorToken },
    initial: undefined,
    sources: ['exchange.clientId', 'exchange.clientSecret'],
    tokenUrlVariable: 'exchange.tokenUrl',
  };
}

function urlOf(api: Api, tokenUrl: string): string {
  const url = URL.canParse(tokenUrl) ? new URL(tokenUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw unusable(api, 'has a tokenUrl that is no http(s) URL');
  return url.href;
}

/** Names of the schemes that exchanged tokens satisfy. Throws `config_invalid` where there are none. */
export function exchangedSchemes(api: Api, { scheme }: Exchange): readonly string[] {
  if (scheme === undefined) {
    const names = [...api.schemes.values()].filter(takesBearer).map(({ name }) => name);
    if (names.length === 0)
      throw unusable(api, 'fits no security scheme of the description, none takes a bearer token');
    return names;
  }
  const named = api.schemes.get(scheme);
  if (named === undefined)
    throw unusable(api, `names the security scheme ${toOneLine(scheme, 60)}, which is not there`);
  // Swagger 2.0 has no other way to describe a bearer token; that it is one, the operator says by naming it
  if (!takesBearer(named) && !(named.type === 'apiKey' && headerOf(named) === 'authorization'))
    throw unusable(api, `names the security scheme ${toOneLine(scheme, 60)}, which takes no bearer token`);
  return [scheme];
}

function takesBearer(scheme: SecurityScheme): boolean {
  if (scheme.type === 'http') return scheme.scheme === 'bearer';
  return scheme.type === 'oauth2' || scheme.type === 'openIdConnect';
}

function unusable(api: Api, why: string): ToolError {
  return new ToolError('config_invalid', `The exchange of ${api.name} ${why}.`);
}
