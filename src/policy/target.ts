import type { Api } from '../catalog/api.ts';
import type { Endpoint, Server } from '../catalog/endpoint.ts';
import type { SpecSource } from '../config.ts';
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
  /** What the operator wrote; the description's own address is where redirects led. */
  readonly source?: SpecSource;
}

/** The two options are easily confused, so that each one's error mentions the other. */
const OUT_NOT_IN = '(--allow-host is for outgoing requests, --allowed-hosts for incoming ones.)';

interface Named {
  readonly url: string;
  readonly level: Server['level'];
}

/** The server for an endpoint: the first one named that may be contacted. Throws `target_refused` where there is none. */
export function chooseServer(endpoint: Endpoint, options: TargetOptions): Target {
  const { api, baseUrl, allowHosts, source } = options;
  if (baseUrl !== undefined) return trusted(baseUrl);
  const named = endpoint.servers.filter((server): server is Server & Named => server.url !== undefined);
  const allowed = named.find(({ url }) => isAllowed(new URL(url), allowHosts));
  const [first] = named;
  if (first === undefined) throw unnamed(api);
  if (/^https?:/.test(api.uri)) {
    const written = source?.kind === 'url' ? source.url : api.uri;
    return (
      ownServer(named, written) ?? (allowed && trusted(allowed.url)) ?? movedServer(named, api) ?? foreign(first, api)
    );
  }
  const vouched = named.find(({ url, level }) => level === 'root' || isVouchedFor(url, api)) ?? allowed;
  return vouched === undefined ? unsigned(first) : trusted(vouched.url);
}

function trusted(baseUrl: string): Target {
  return { baseUrl, signed: true, trusted: true, note: undefined };
}

/** A description from a URL is not the operator's own words: of its servers, only those of its own origin, or of that in https. */
function ownServer(named: readonly Named[], written: string): Target | undefined {
  const { origin, host } = new URL(written);
  const own = named.find(({ url }) => [origin, `https://${host}`].includes(new URL(url).origin));
  return own && trusted(own.url);
}

/** The operator wrote an address that led elsewhere: what is there may be called, but its host is not the operator's word. */
function movedServer(named: readonly Named[], { uri }: Api): Target | undefined {
  const { origin, host } = new URL(uri);
  const moved = named.find(({ url }) => new URL(url).origin === origin);
  const note = `sent to ${origin} without credentials, since the description's URL only redirects there; --allow-host ${host} signs it`;
  return moved && { baseUrl: moved.url, signed: false, trusted: false, note };
}

/** A local file's root servers are trusted, so another level may name them too; a downgrade to http is another origin. */
function isVouchedFor(url: string, { servers }: Api): boolean {
  const { origin } = new URL(url);
  return servers.some((server) => server.url !== undefined && new URL(server.url).origin === origin);
}

function unsigned({ url, level }: Named): Target {
  const { host, origin } = new URL(url);
  const note = `sent to ${origin} without credentials, since only this ${level} of the description names that server; --allow-host ${host} signs it`;
  return { baseUrl: url, signed: false, trusted: false, note };
}

function foreign({ url }: Named, { name }: Api): never {
  const { origin, host } = new URL(url);
  throw new ToolError(
    'target_refused',
    `The description of ${name} names the server ${origin}, which is not where it was loaded from.`,
    { hint: `The operator allows it with --base-url ${url} or --allow-host ${host}. ${OUT_NOT_IN}` },
  );
}

function unnamed({ name }: Api): ToolError {
  return new ToolError('target_refused', `The description of ${name} names no absolute server URL.`, {
    hint: 'The operator starts Trivium with --base-url https://…',
  });
}

/** Whether an entry of `--allow-host` names a URL's host: `host` for every port, `host:port` for one; IPv6 with or without brackets. */
export function isAllowed(url: URL, allowHosts: readonly string[]): boolean {
  if (allowHosts.length === 0) return false;
  const { hostname, protocol } = url;
  const port = url.port || (protocol === 'https:' ? '443' : '80');
  return allowHosts.some((entry) => {
    const allowed = readAllowed(entry);
    return allowed?.hostname === hostname && (allowed.port === undefined || allowed.port === port);
  });
}

/** Read as URLs are, so that capitals, a final `/`, a Unicode name and `127.1` mean what they mean there. */
function readAllowed(entry: string): { readonly hostname: string; readonly port: string | undefined } | undefined {
  const text = entry
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/\/.*$/s, '');
  const isBareIpv6 = /^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i.test(text);
  const [, host = '', port] = isBareIpv6 ? ['', `[${text}]`] : (/^(.*?)(?::(\d{1,5}))?$/s.exec(text) ?? []);
  if (host === '' || host.includes('@') || !URL.canParse(`http://${host}/`)) return undefined;
  return { hostname: new URL(`http://${host}/`).hostname, port: port === undefined ? undefined : String(Number(port)) };
}
