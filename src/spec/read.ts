import { constants } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SpecSource } from '../config.ts';
import { ToolError } from '../errors.ts';

/** How a URL is read; `http/` does it, so that there is one way to the network. */
export type ReadUrl = (
  url: string,
  options: {
    readonly maxBytes: number;
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
    /** Of the last answer: what has not changed since is not sent again (RFC 9110 §13.1.2). */
    readonly etag?: string;
  },
) => Promise<UrlBytes>;

export interface UrlBytes {
  readonly bytes: Uint8Array;
  /** After redirects. */
  readonly url: string;
  readonly etag?: string | undefined;
  /** Nothing has changed since `etag`, and no bytes have come. */
  readonly unchanged?: true;
}

export interface ReadOptions {
  readonly readUrl: ReadUrl;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** Microsoft Graph beta, the largest public description, has 47 MB. */
export const LARGEST_FILE = 128 * 1024 * 1024;
export const LARGEST_DOWNLOAD = 64 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 15_000;

export interface SourceBytes {
  readonly bytes: Uint8Array;
  /** Absolute, real (links resolved), without a fragment. */
  readonly uri: string;
}

/** The bytes of a description. Throws `spec_unusable` with one sentence that names the source. */
export async function readSource(source: SpecSource, options: ReadOptions): Promise<SourceBytes> {
  if (source.kind === 'stdin') return { bytes: await readStdin(), uri: 'stdin:' };
  if (source.kind === 'file') return readFileAt(resolvePath(options.cwd ?? '', source.path));
  return readAddress(source.url, options);
}

/** The bytes behind an absolute `file:` or `http(s):` URI. Throws like `readSource`. */
export async function readUri(uri: string, options: ReadOptions): Promise<SourceBytes> {
  return uri.startsWith('file:') ? readFileAt(fileURLToPath(uri)) : readAddress(uri, options);
}

/** The real address (links resolved) of a file, unread; any other URI as it is. Throws like `readSource`. */
export async function realUri(uri: string): Promise<string> {
  if (!uri.startsWith('file:')) return uri;
  const path = fileURLToPath(uri);
  try {
    return pathToFileURL(await realpath(path)).href;
  } catch (error) {
    throw unusable(whyUnreadable(path, error));
  }
}

async function readAddress(url: string, { readUrl, signal }: ReadOptions): Promise<SourceBytes> {
  const limits = { maxBytes: LARGEST_DOWNLOAD, timeoutMs: DOWNLOAD_TIMEOUT_MS };
  const answer = await readUrl(url, signal === undefined ? limits : { ...limits, signal });
  return { bytes: answer.bytes, uri: answer.url };
}

async function readFileAt(path: string): Promise<SourceBytes> {
  try {
    const info = await stat(path);
    if (info.isDirectory())
      throw unusable(`${path} is a directory without an OpenAPI description (*.json, *.yaml, *.yml).`);
    if (!info.isFile()) throw unusable(`${path} is not a regular file.`);
    if (info.size > LARGEST_FILE) throw unusable(tooLarge(path, info.size));
    const file = await open(path);
    try {
      const bytes = await file.readFile();
      return { bytes, uri: pathToFileURL(await realpath(path)).href };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof ToolError ? error : unusable(whyUnreadable(path, error));
  }
}

/** What changes when a file does: its size and when it was last written; undefined where there is none. */
export async function fileStamp(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info && `${info.size} ${info.mtimeMs}`;
}

/** Where a source is watched: its file or URL as a URI; undefined for stdin. */
export function uriOf(source: SpecSource): string | undefined {
  if (source.kind === 'file') return pathToFileURL(resolvePath(source.path)).href;
  return source.kind === 'url' ? source.url : undefined;
}

/** What is remembered of a file or URL between two looks. */
export interface Look {
  /** Another one: it has changed. Undefined where it cannot be read. */
  readonly stamp: string | undefined;
  /** When a file was last written or put in its place, in milliseconds since 1970. */
  readonly changedAt?: number;
}

/** Looks at a file, or asks for a URL that may have changed since the last look. Never throws. */
export async function lookAt(uri: string, last: Look | undefined, options: ReadOptions): Promise<Look> {
  if (uri.startsWith('file:')) {
    const info = await stat(fileURLToPath(uri)).catch(() => undefined);
    if (info === undefined) return { stamp: undefined };
    return { stamp: `${info.size} ${info.mtimeMs} ${info.ino}`, changedAt: Math.max(info.mtimeMs, info.ctimeMs) };
  }
  const limits = { maxBytes: LARGEST_DOWNLOAD, timeoutMs: DOWNLOAD_TIMEOUT_MS };
  const etag = last?.stamp?.startsWith(ETAG) === true ? { etag: last.stamp.slice(ETAG.length) } : {};
  try {
    const answer = await options.readUrl(uri, { ...limits, ...etag });
    if (answer.unchanged === true) return last ?? { stamp: undefined };
    if (answer.etag !== undefined) return { stamp: ETAG + answer.etag };
    const { createHash } = await import('node:crypto');
    return { stamp: createHash('sha256').update(answer.bytes).digest('base64url') };
  } catch {
    // an address that does not answer now says nothing about its description
    return last ?? { stamp: undefined };
  }
}

const ETAG = 'etag ';

/** The bytes of a file, without waiting: for one that has been read before. */
export function readFileSyncAt(uri: string): Uint8Array {
  const path = fileURLToPath(uri);
  try {
    if (statSync(path).size > LARGEST_FILE)
      throw unusable(`${path} has grown beyond ${LARGEST_FILE / 1024 / 1024} MB.`);
    return readFileSync(path);
  } catch (error) {
    throw error instanceof ToolError ? error : unusable(whyUnreadable(path, error));
  }
}

async function readStdin(): Promise<Uint8Array> {
  const { stdin } = await import('node:process');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > Math.min(LARGEST_FILE, constants.MAX_LENGTH)) throw unusable(tooLarge('stdin', size));
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string, size: number): string {
  return `${name} has ${Math.round(size / 1024 / 1024)} MB; the limit is ${LARGEST_FILE / 1024 / 1024} MB.`;
}

function whyUnreadable(path: string, error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return /[*?]/.test(path) ? `Nothing that matches ${path} is an OpenAPI description.` : `There is no file ${path}.`;
  }
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read: permission denied.`;
  return `${path} cannot be read (${String(code)}).`;
}

function unusable(message: string): ToolError {
  return new ToolError('spec_unusable', message);
}
