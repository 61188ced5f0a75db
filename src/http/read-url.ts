import { ToolError } from '../errors.ts';
import type { ReadUrl } from '../spec/read.ts';
import { VERSION } from '../version.ts';
import { toUpstreamError } from './errors.ts';
import type { Fetch } from './fetch.ts';
import { readBody } from './read-body.ts';

const MOST_REDIRECTS = 5;

/**
 * Reads a description's URL, which the operator wrote; where it redirects to another host, that one must be public.
 * Throws `spec_unusable` with one sentence; user-info in the URL is used and never shown.
 */
export function createReadUrl(fetch: Fetch): ReadUrl {
  return async (address, { maxBytes, timeoutMs, signal }) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const written = new URL(address);
    let url = new URL(address);
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const trusted = url.host === written.host;
      const answer = await readOnce(fetch, url, { maxBytes, signal: either, trusted }).catch((error: unknown) => {
        throw timeout.aborted ? unusable(`${shown(url)} did not answer within ${timeoutMs / 1000} s.`) : error;
      });
      if ('location' in answer) {
        url = answer.location;
        continue;
      }
      return { bytes: answer.bytes, url: withoutUser(url) };
    }
    throw unusable(`${shown(written)} redirects more than ${MOST_REDIRECTS} times.`);
  };
}

interface ReadOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly trusted: boolean;
}

async function readOnce(
  fetch: Fetch,
  url: URL,
  { maxBytes, signal, trusted }: ReadOptions,
): Promise<{ bytes: Uint8Array } | { location: URL }> {
  try {
    const headers = [
      ['accept', 'application/json, application/yaml, text/yaml, */*'],
      ['accept-encoding', 'gzip, br'],
      ['user-agent', `trivium-mcp/${VERSION}`],
    ] as const;
    const response = await fetch({
      method: 'GET',
      url: withoutUser(url),
      headers: [...headers, ...userHeader(url)],
      body: undefined,
      signal,
      trusted,
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== undefined && URL.canParse(location, url.href)) {
      response.body.on('error', () => undefined).destroy();
      const next = new URL(location, url);
      if (!/^https?:$/.test(next.protocol)) throw unusable(`${shown(url)} redirects to ${next.protocol}`);
      return { location: next };
    }
    if (response.status !== 200) {
      response.body.on('error', () => undefined).destroy();
      throw unusable(
        `GET ${shown(url)} answered ${response.status}${response.statusText === '' ? '' : ` ${response.statusText}`}.`,
      );
    }
    const { bytes, truncated } = await readBody(response, maxBytes);
    if (truncated) throw unusable(`${shown(url)} has more than ${maxBytes / 1024 / 1024} MB.`);
    return { bytes };
  } catch (error) {
    if (error instanceof ToolError && error.code === 'spec_unusable') throw error;
    throw new ToolError('spec_unusable', `${shown(url)}: ${toUpstreamError(error, url.href).message}`, {
      cause: error,
    });
  }
}

function userHeader({ username, password }: URL): readonly (readonly [string, string])[] {
  if (username === '' && password === '') return [];
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return [['authorization', `Basic ${Buffer.from(user, 'utf8').toString('base64')}`]];
}

function withoutUser(url: URL): string {
  const bare = new URL(url.href);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare.href;
}

/** Queries of description URLs may hold tokens. */
function shown({ origin, pathname }: URL): string {
  return origin + pathname;
}

function unusable(message: string): ToolError {
  return new ToolError('spec_unusable', message);
}
