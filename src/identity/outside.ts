import { ToolError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { Clock } from './clock.ts';
import type { Fetch } from './read-json.ts';

/** What recognising a token may need of the world. */
export interface Outside {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log | undefined;
  /** `host` or `host:port` of servers that may be asked without encryption. */
  readonly allowHosts: readonly string[];
}

/**
 * Throws `config_invalid` unless nobody on the way can change what `url` answers: it is https, on this machine, or one of
 * `allowHosts`. Keys that a stranger can exchange let everybody in. `what` names the setting.
 */
export function assertTrustworthy(url: string, what: string, allowHosts: readonly string[]): void {
  const { protocol, host, hostname, username } = parseUrl(url, what);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (username !== '') throw new ToolError('config_invalid', `${what} has a user in it.`);
  if (protocol === 'https:') return;
  if (protocol === 'http:' && (isHere || allowHosts.includes(host) || allowHosts.includes(hostname))) return;
  throw new ToolError(
    'config_invalid',
    `${what} is not https, so that anybody on the way to ${host} could let himself in.`,
    {
      hint: `The operator allows it with --allow-host ${host}.`,
    },
  );
}

function parseUrl(url: string, what: string): URL {
  if (!URL.canParse(url)) throw new ToolError('config_invalid', `${what} is no URL.`);
  return new URL(url);
}
