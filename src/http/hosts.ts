import { type Meter, NO_METER } from '../observe/meter.ts';
import { type Breaker, createBreaker } from './breaker.ts';

/** What is known of one origin. */
export interface Host {
  readonly breaker: Breaker;
  /** Calls that may be repeated, from the first attempt to the last. */
  active: number;
  /** Of these, the ones in or before a second or third attempt. */
  retrying: number;
}

/** The host of a request to `url`, on behalf of `api`. */
export type HostOf = (url: string, api: string | undefined) => Host;

/** More hosts than any configuration names; beyond, the one known longest is met anew. */
const MOST_HOSTS = 1000;
const SCHEME_LENGTH = 'https://'.length;

/** What is known of hosts, for all who send there. */
export function createHosts(meter: Meter = NO_METER): HostOf {
  const hosts = new Map<string, Host & { readonly apis: Set<string> }>();
  return (url, api) => {
    // of a URL as `URL` writes it; parsing costs more than all the rest here
    const origin = url.slice(0, url.indexOf('/', SCHEME_LENGTH));
    let host = hosts.get(origin);
    if (host === undefined) {
      const apis = new Set<string>();
      const breaker = createBreaker((state) => {
        for (const each of apis) meter.breaker(each, state);
      });
      host = { breaker, apis, active: 0, retrying: 0 };
      const [oldest] = hosts.keys();
      if (hosts.size >= MOST_HOSTS && oldest !== undefined) hosts.delete(oldest);
      hosts.set(origin, host);
    }
    if (api !== undefined) host.apis.add(api);
    return host;
  };
}
