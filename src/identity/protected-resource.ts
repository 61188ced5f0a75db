import { ToolError } from '../errors.ts';

/** The document that tells clients where to get a token for us (RFC 9728 §2). */
export interface ProtectedResource {
  readonly resource: string;
  readonly authorization_servers?: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
  readonly resource_name: string;
}

export interface ProtectedResourceOptions {
  /** Our own URI as clients write it: `https://mcp.example.com/mcp`. */
  readonly resource: string;
  /** The issuers that we take tokens from. */
  readonly authorizationServers: readonly string[];
  /** What a client asks for at first: the least that is of use. */
  readonly scopes?: readonly string[];
  readonly name?: string;
}

/** Throws `config_invalid` where `resource` cannot be one. */
export function protectedResource(options: ProtectedResourceOptions): ProtectedResource {
  const { resource, authorizationServers, name = 'Trivium' } = options;
  parseResource(resource);
  // whether a client may stay logged in is between it and the authorization server
  const scopes = (options.scopes ?? []).filter((scope) => scope !== 'offline_access');
  return Object.freeze({
    resource,
    ...(authorizationServers.length === 0 ? {} : { authorization_servers: [...authorizationServers] }),
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    bearer_methods_supported: ['header'] as const,
    resource_name: name,
  });
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Where the document of `resource` is served: the well-known part goes between host and path (RFC 9728 §3.1). */
export function metadataPathOf(resource: string): string {
  const { pathname, search } = parseResource(resource);
  return `${WELL_KNOWN}${pathname === '/' ? '' : pathname}${search}`;
}

export function metadataUrlOf(resource: string): string {
  return `${parseResource(resource).origin}${metadataPathOf(resource)}`;
}

/** Throws `config_invalid`. */
export function parseResource(resource: string): URL {
  const url = URL.canParse(resource) ? new URL(resource) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || resource.includes('#') || url.username !== '')
    throw new ToolError('config_invalid', "The service's own URI is no http(s) URL without user and fragment.", {
      hint: 'It is the URL that clients are given, for example https://mcp.example.com/mcp.',
    });
  return url;
}
