import type { Api } from '../catalog/api.ts';
import type { Endpoint, Server } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';

/** Where a request may go and whether the credentials may go with it (DESIGN §7, Targets and credentials). */
export interface Target {
  /** Absolute, no trailing slash. */
  readonly baseUrl: string;
  readonly signed: boolean;
  /** The operator wrote or confirmed the address, so it may be private. */
  readonly trusted: boolean;
  readonly note: string | undefined;
}

export interface TargetOptions {
  readonly api: Api;
  /** `--base-url`: overrides every level. */
  readonly baseUrl: string | undefined;
  readonly allowHosts: readonly string[];
}

/** The server for an endpoint. Throws `target_refused` where the description names none that may be contacted. */
export function chooseServer(endpoint: Endpoint, { api, baseUrl, allowHosts }: TargetOptions): Target {
  if (baseUrl !== undefined) return { baseUrl, signed: true, trusted: true, note: undefined };
  const named = endpoint.servers.filter((server): server is Server & { url: string } => server.url !== undefined);
  const [server] = named;
  if (server === undefined) {
    throw new ToolError('target_refused', `The description of ${api.name} names no absolute server URL.`, {
      hint: 'The operator starts Trivium with --base-url https://…',
    });
  }
  const { url } = server;
  if (isAllowed(new URL(url), allowHosts)) return { baseUrl: url, signed: true, trusted: true, note: undefined };
  return api.uri.startsWith('http') ? fromUrlSpec(url, api) : fromFileSpec(url, endpoint, api);
}

/** A description from a URL is not the operator's own words: only its own origin is contacted. */
function fromUrlSpec(url: string, api: Api): Target {
  const { origin, host } = new URL(url);
  if (origin === new URL(api.uri).origin) return { baseUrl: url, signed: true, trusted: true, note: undefined };
  throw new ToolError(
    'target_refused',
    `The description of ${api.name} names the server ${origin}, which is not where it was loaded from.`,
    {
      hint: `The operator allows it with --base-url ${url} or --allow-host ${host}. (--allow-host is for outgoing requests, --allowed-hosts for incoming ones.)`,
    },
  );
}

/** A local file's root servers are trusted; a server that only a path or operation names gets no credentials unless it is one of those hosts. */
function fromFileSpec(url: string, endpoint: Endpoint, api: Api): Target {
  const { host } = new URL(url);
  const isRoot = endpoint.servers[0]?.level === 'root';
  const known = api.servers.some((server) => server.url !== undefined && new URL(server.url).host === host);
  if (isRoot || known) return { baseUrl: url, signed: true, trusted: true, note: undefined };
  const note = `sent to ${host} without credentials, since only this operation names that server; --allow-host ${host} signs it`;
  return { baseUrl: url, signed: false, trusted: false, note };
}

/** Whether `--allow-host` names a URL's host, with its port where it gives one. */
export function isAllowed(url: URL, allowHosts: readonly string[]): boolean {
  return allowHosts.some((allowed) => {
    const entry = allowed.trim().toLowerCase();
    return entry === url.host || entry === url.hostname || entry === `${url.hostname}:${url.port || defaultPort(url)}`;
  });
}

function defaultPort({ protocol }: URL): string {
  return protocol === 'https:' ? '443' : '80';
}
