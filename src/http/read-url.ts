import { ToolError } from '../errors.ts';
import type { ReadUrl, UrlBytes } from '../spec/read.ts';
import { VERSION } from '../version.ts';
import { type Deadline, withDeadline } from './deadline.ts';
import { toUpstreamError } from './errors.ts';
import type { Fetch, FetchResponse } from './fetch.ts';
import { ACCEPT_ENCODING, readBody, travellingBytes } from './read-body.ts';

const MOST_REDIRECTS = 5;
const ACCEPT = 'application/json, application/yaml, text/yaml, */*';

interface Reading {
  /** As the operator wrote it, perhaps with a user and password. */
  readonly written: URL;
  readonly maxBytes: number;
  readonly deadline: Deadline;
  readonly etag: string | undefined;
}

/**
 * Reads a description's URL, which the operator wrote, so it may be private; another host that it redirects to must be public.
 * Throws `spec_unusable` with one sentence; user-info in the URL is sent to its own origin and never shown.
 */
export function createReadUrl(fetch: Fetch): ReadUrl {
  // A host that only a redirect named stays unvouched for, also when its description refers to more of its files.
  const strangers = new Set<string>();
  return (address, { maxBytes, timeoutMs, signal, etag }) => {
    const written = new URL(address);
    let url = written;
    const work = async (deadline: Deadline): ReturnType<ReadUrl> => {
      for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
        const trusted = !strangers.has(url.host);
        const answer = await readOnce(fetch, url, { written, maxBytes, deadline, trusted, etag });
        if (!('location' in answer)) return { ...answer, url: bare(url) };
        url = answer.location;
        if (url.host !== written.host) strangers.add(url.host);
      }
      throw unusable(`${shown(written)} redirects more than ${MOST_REDIRECTS} times.`);
    };
    const toError = (error: unknown, passed: Deadline['passed']): ToolError => {
      if (passed === 'cancelled') return unusable('Loading was cancelled.');
      if (passed === 'timeout') return unusable(`${shown(url)} did not answer within ${timeoutMs / 1000} s.`);
      return toSpecError(error, url);
    };
    return withDeadline(work, { timeoutMs, signal, toError });
  };
}

async function readOnce(
  fetch: Fetch,
  url: URL,
  { written, maxBytes, deadline, etag, trusted }: Reading & { readonly trusted: boolean },
): Promise<Omit<UrlBytes, 'url'> | { readonly location: URL }> {
  const user = url.origin === written.origin ? userFields(written) : [];
  const headers = [
    'accept',
    ACCEPT,
    'accept-encoding',
    ACCEPT_ENCODING,
    'user-agent',
    `trivium-mcp/${VERSION}`,
    ...user,
    ...(etag === undefined ? [] : ['if-none-match', etag]),
  ];
  const response = await fetch({
    method: 'GET',
    url: bare(url),
    headers,
    body: undefined,
    deadline,
    trusted,
    fresh: false,
    maxBytes: travellingBytes(maxBytes),
  });
  const { status, statusText } = response;
  if (status === 304 && etag !== undefined) return { bytes: new Uint8Array(), etag, unchanged: true };
  const location = locationOf(response, url);
  if (location !== undefined) return { location };
  if (status !== 200) throw unusable(`GET ${shown(url)} answered ${`${status} ${statusText.slice(0, 60)}`.trim()}.`);
  const { bytes, truncated } = await readBody(response, { maxBytes, deadline });
  if (truncated) throw unusable(`${shown(url)} has more than ${Math.round(maxBytes / 1024 / 1024)} MB.`);
  return { bytes, etag: response.headers.get('etag') };
}

function locationOf({ status, headers }: FetchResponse, from: URL): URL | undefined {
  const location = headers.get('location');
  if (status < 300 || status >= 400 || location === undefined || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from);
  if (to.protocol !== 'http:' && to.protocol !== 'https:') throw unusable(`${shown(from)} redirects to ${to.protocol}`);
  // whoever sits on the way could then write the description
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw unusable(`${shown(from)} redirects from https to http.`);
  return to;
}

function toSpecError(error: unknown, url: URL): ToolError {
  const known = toUpstreamError(error, url.href);
  if (known.code === 'spec_unusable') return known;
  return new ToolError('spec_unusable', `${shown(url)}: ${known.message}`, {
    ...(known.hint === undefined ? {} : { hint: known.hint }),
    cause: error,
  });
}

function userFields({ username, password }: URL): readonly string[] {
  if (username === '' && password === '') return [];
  const user = `${decoded(username)}:${decoded(password)}`;
  return ['authorization', `Basic ${Buffer.from(user, 'utf8').toString('base64')}`];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function bare(url: URL): string {
  const { origin, pathname, search } = url;
  return origin + pathname + search;
}

/** Queries of description URLs may hold tokens. */
function shown({ origin, pathname }: URL): string {
  return origin + pathname;
}

function unusable(message: string): ToolError {
  return new ToolError('spec_unusable', message);
}
