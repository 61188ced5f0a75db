import type { SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { lacking, type Parts, partVariables } from './credential-parts.ts';
import type { Owner } from './variable-names.ts';

/** How access tokens are got for a scheme (RFC 6749 §4.4, §6) or for a caller (RFC 8693, 7523): all that the operator configured. */
export interface Grant {
  /** Name of the API they are for. */
  readonly api: string;
  readonly scheme: string;
  readonly kind: 'client_credentials' | 'refresh_token' | 'token_exchange' | 'jwt_bearer';
  /** Where tokens are asked for; from the discovery document where the description names only that. */
  readonly endpoint: { readonly tokenUrl: string } | { readonly discoveryUrl: string };
  /** The operator wrote that address, so it needs no other word for it. */
  readonly isOwnAddress: boolean;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly refreshToken: string | undefined;
  /** Asked for at every endpoint; else what each endpoint says. */
  readonly scopes: readonly string[] | undefined;
  readonly audience: string | undefined;
  /** Its tokens stand for a caller each, whose own token is exchanged. */
  readonly acting?: Acting;
  /** A ready token to begin with, without `Bearer`. */
  readonly initial: string | undefined;
  /** What the operator looks at when it fails: `TRIVIUM_SHOP_OAUTH_CLIENT_ID, …`. */
  readonly sources: readonly string[];
  /** The variable that says another token URL. */
  readonly tokenUrlVariable: string;
}

/** What an exchange says beside a grant's other parts (RFC 8693 §2.1). */
export interface Acting {
  readonly resource: string | undefined;
  readonly requestedTokenType: string | undefined;
  readonly actorToken: string | undefined;
}

export interface GrantOptions extends Owner {
  /** `--base-url`: what relative token URLs are relative to. */
  readonly baseUrl: string | undefined;
  /** The operator's access token. */
  readonly ready: string | undefined;
}

type Named = 'clientId' | 'clientSecret' | 'refreshToken' | 'tokenUrl';

/** The grant that the configured parts allow; undefined where they allow none. Throws `config_invalid` where they are no use. */
export function grantOf(scheme: SecurityScheme, parts: Parts, options: GrantOptions): Grant | undefined {
  if (scheme.type !== 'oauth2' && scheme.type !== 'openIdConnect') return undefined;
  const part = (name: Named): string | undefined => parts.get(name)?.value;
  const [clientId, clientSecret, refreshToken] = [part('clientId'), part('clientSecret'), part('refreshToken')];
  const isRefresh = refreshToken !== undefined;
  if (!isRefresh && clientSecret === undefined) {
    // beside a ready token an id alone does no harm
    if (clientId !== undefined && options.ready === undefined)
      throw lacking('client secret or refresh token', scheme, ['CLIENT_SECRET', 'REFRESH_TOKEN'], options);
    return undefined;
  }
  if (clientId === undefined) throw lacking('client id', scheme, ['CLIENT_ID'], options);
  return {
    api: options.api.name,
    scheme: scheme.name,
    kind: isRefresh ? 'refresh_token' : 'client_credentials',
    ...addressOf(scheme, part('tokenUrl'), { ...options, isRefresh }),
    clientId,
    clientSecret,
    refreshToken,
    scopes: parts.get('scopes')?.value.split(/[\s,]+/),
    audience: parts.get('audience')?.value,
    initial: options.ready?.replace(/^bearer\s+/i, ''),
    sources: [...new Set([...parts.values()].map(({ source }) => source))],
    tokenUrlVariable: partVariables(scheme, 'TOKEN_URL', options)[0] ?? '',
  };
}

type Address = Pick<Grant, 'endpoint' | 'isOwnAddress'>;
type OAuthScheme = SecurityScheme & { readonly type: 'oauth2' | 'openIdConnect' };

function addressOf(
  scheme: OAuthScheme,
  tokenUrl: string | undefined,
  options: GrantOptions & { readonly isRefresh: boolean },
): Address {
  if (tokenUrl !== undefined) {
    // `/token` is a path of the API's; without a slash or a scheme it is meant as a host, and the API must not get the secret for it
    if (!/^(https?:\/\/|\/(?!\/))/i.test(tokenUrl)) throw noUrl(scheme, options);
    return { endpoint: { tokenUrl: absolute(tokenUrl, scheme, options) }, isOwnAddress: true };
  }
  const described = describedUrl(scheme, options.isRefresh);
  if (described === undefined)
    throw lacking('token URL, which the description does not say', scheme, ['TOKEN_URL'], options);
  const url = absolute(described, scheme, options);
  return { endpoint: scheme.type === 'oauth2' ? { tokenUrl: url } : { discoveryUrl: url }, isOwnAddress: false };
}

function describedUrl(scheme: OAuthScheme, isRefresh: boolean): string | undefined {
  if (scheme.type === 'openIdConnect') return scheme.url;
  return isRefresh ? (scheme.refreshUrl ?? scheme.tokenUrl) : scheme.tokenUrl;
}

/** OpenAPI 3.x §4.6: relative to the API's server, or else to the description. */
function absolute(address: string, scheme: OAuthScheme, options: GrantOptions): string {
  const { servers, uri } = options.api;
  const base = options.baseUrl ?? servers.find(({ url }) => url !== undefined)?.url;
  const from = base === undefined ? uri : `${base}/`;
  if (URL.canParse(address, from)) {
    const url = new URL(address, from);
    if (/^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.href;
  }
  throw noUrl(scheme, options);
}

function noUrl(scheme: OAuthScheme, owner: Owner): ToolError {
  return new ToolError('config_invalid', `The token URL of ${toOneLine(scheme.name, 60)} is no http(s) URL.`, {
    hint: `The operator sets ${partVariables(scheme, 'TOKEN_URL', owner)[0]} to https://….`,
  });
}
