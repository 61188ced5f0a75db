import type { Api } from '../catalog/api.ts';
import type { SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import type { Parts } from './credential-parts.ts';

/** How access tokens are got for a scheme (RFC 6749 §4.4, §6): all that the operator configured for it. */
export interface Grant {
  readonly scheme: string;
  readonly kind: 'client_credentials' | 'refresh_token';
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
  /** A ready token to begin with. */
  readonly initial: string | undefined;
  /** What the operator looks at when it fails: `TRIVIUM_SHOP_OAUTH_CLIENT_ID, …`. */
  readonly sources: readonly string[];
}

/** The grant that the configured parts allow; undefined where they allow none. Throws `config_invalid` where they are no use. */
export function grantOf(
  scheme: SecurityScheme,
  parts: Parts,
  { api, ready }: { readonly api: Api; readonly ready?: string },
): Grant | undefined {
  if (scheme.type !== 'oauth2' && scheme.type !== 'openIdConnect') return undefined;
  const [clientId, clientSecret, refreshToken, tokenUrl] = (
    ['clientId', 'clientSecret', 'refreshToken', 'tokenUrl'] as const
  ).map((part) => parts.get(part)?.value);
  const kind =
    refreshToken !== undefined ? 'refresh_token' : clientSecret !== undefined ? 'client_credentials' : undefined;
  if (kind === undefined) return undefined;
  const name = toOneLine(scheme.name, 60);
  if (clientId === undefined) throw new ToolError('config_invalid', `The credential ${name} lacks its client id.`);
  const address = tokenUrl ?? describedUrl(scheme);
  if (address === undefined) {
    throw new ToolError('config_invalid', `The description names no token URL for ${name}.`, {
      hint: `Set auth.${name}.tokenUrl in the config file, or the variable that ends in _TOKEN_URL.`,
    });
  }
  const url = absolute(address, api, name);
  const isDiscovery = tokenUrl === undefined && scheme.type === 'openIdConnect';
  return {
    scheme: scheme.name,
    kind,
    endpoint: isDiscovery ? { discoveryUrl: url } : { tokenUrl: url },
    isOwnAddress: tokenUrl !== undefined,
    clientId,
    clientSecret,
    refreshToken,
    scopes: parts.get('scopes')?.value.split(/[\s,]+/),
    audience: parts.get('audience')?.value,
    initial: ready,
    sources: [...new Set([...parts.values()].map(({ source }) => source))],
  };
}

function describedUrl(scheme: SecurityScheme): string | undefined {
  if (scheme.type === 'oauth2') return scheme.tokenUrl;
  return scheme.type === 'openIdConnect' ? scheme.url : undefined;
}

/** OpenAPI 3.x §4.6: relative to the API's server, or else to the description. */
function absolute(address: string, { servers, uri }: Api, name: string): string {
  const base = servers.find(({ url }) => url !== undefined)?.url ?? uri;
  if (URL.canParse(address, `${base}/`)) {
    const url = new URL(address, `${base}/`);
    if (/^https?:$/.test(url.protocol) && url.username === '') return url.href;
  }
  throw new ToolError('config_invalid', `The token URL of ${name} is no http(s) URL.`);
}
