import { ToolError } from '../errors.ts';

export interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  /** The operator wrote the address, so it may be private; otherwise a document named it. */
  readonly trusted: boolean;
}

/** As much of a WHATWG Response as is looked at. */
export interface FetchAnswer {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null;
}

/** The way to authorization servers, handed in so that address guard and proxies are those of the house. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface JsonRequest {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  readonly trusted: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly form?: URLSearchParams;
}

/** No key set or metadata is near it. */
const LARGEST = 1024 * 1024;

/** The object that `url` answers with. Throws an Error whose message names the host and what is wrong, and nothing that was sent. */
export async function readJson(url: string, request: JsonRequest): Promise<Members> {
  const { host } = new URL(url);
  const { status, text } = await exchange(url, request).catch((cause: unknown) => {
    throw unanswered(host, cause, request.signal);
  });
  if (status !== 200) throw new Error(`${host} answered ${status}`);
  const value = parseMembers(text);
  if (value === undefined) throw new Error(`${host} answered with something other than a JSON object`);
  return value;
}

async function exchange(
  url: string,
  request: JsonRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const { fetch, signal, trusted, headers, form } = request;
  const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, body } = await fetch(url, {
    method: form === undefined ? 'GET' : 'POST',
    headers: { accept: 'application/json', ...type, ...headers },
    ...(form === undefined ? {} : { body: form.toString() }),
    redirect: 'manual',
    signal,
    trusted,
  });
  return { status, text: await readText(body, new URL(url).host) };
}

export type Members = Readonly<Record<string, unknown>>;

async function readText(body: FetchAnswer['body'], host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST) throw new ToolError('upstream_protocol', `${host} answered with more than 1 MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseMembers(text: string): Members | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

function unanswered(host: string, cause: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return new Error(`${host} did not answer in time`);
  // the house's own fetch says it in words
  if (cause instanceof ToolError) return new Error(cause.message.replace(/\.$/, ''));
  const code = codeOf(cause) ?? (cause instanceof Error ? codeOf(cause.cause) : undefined);
  return new Error(`${host} cannot be reached${code === undefined ? '' : ` (${code})`}`);
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
