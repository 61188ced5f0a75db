import { localhostAllowedHostnames, localhostAllowedOrigins, validateOriginHeader } from '@modelcontextprotocol/server';
import { REFUSED, refused } from './json-rpc-error.ts';

export interface FrontDoorOptions {
  /** Host names under which the service may be asked, beside localhost and plain addresses. Case is ignored, ports are not looked at. */
  readonly allowedHosts: readonly string[];
  /** Origins (`https://app.example.com`) of web pages that may call the service, beside those of this machine. */
  readonly allowedOrigins: readonly string[];
  /** Whether a plain address that is not this machine's loopback may stand in `Host`. */
  readonly isPublic: boolean;
}

/** Gives the refusal of a request that a web page of somebody else's may have sent (DNS rebinding, CSRF), or undefined. */
export type FrontDoor = (request: Request) => Response | undefined;

/** Checks `Host` and `Origin` (MCP 2026-07-28, Streamable HTTP: Security & Endpoint). */
export function createFrontDoor({ allowedHosts, allowedOrigins, isPublic }: FrontDoorOptions): FrontDoor {
  const hosts = new Set([...localhostAllowedHostnames(), ...allowedHosts.map(hostnameOf)]);
  const origins = new Set(allowedOrigins.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  const local = localhostAllowedOrigins();
  const isKnownHost = (host: string): boolean => {
    const name = hostnameOf(host);
    // a name can be made to lead anywhere; an address cannot
    return hosts.has(name) || (isPublic && isAddress(name));
  };
  return (request) => {
    const host = request.headers.get('host') ?? new URL(request.url).host;
    if (!isKnownHost(host))
      return refused({
        status: 403,
        code: REFUSED,
        message: `The Host ${JSON.stringify(host.slice(0, 100))} is not served here. The operator adds it with --allowed-hosts (--allow-host is for upstreams).`,
      });
    const origin = request.headers.get('origin');
    if (origin === null || origins.has(origin.toLowerCase()) || validateOriginHeader(origin, local).ok)
      return undefined;
    return refused({
      status: 403,
      code: REFUSED,
      message: `Pages of the origin ${JSON.stringify(origin.slice(0, 100))} may not call this service. The operator adds it with --allowed-origins.`,
    });
  };
}

/** `Example.com:3000` and `https://example.com` are `example.com`; `[::1]:3000` is `[::1]`. */
function hostnameOf(host: string): string {
  const text = host.trim().toLowerCase();
  const name = URL.canParse(text) && text.includes('://') ? new URL(text).hostname : text.replace(/:\d+$/, '');
  return name.replace(/\.$/, '');
}

function isAddress(name: string): boolean {
  return /^\[[0-9a-f:.]+\]$/.test(name) || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
