import { type Duplex, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { ToolError } from '../errors.ts';
import type { Deadline } from './deadline.ts';
import type { FetchResponse } from './fetch.ts';
import { createUnzstd } from './unzstd.ts';

export interface ReadBody {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

export interface ReadBodyOptions {
  /** Of the decoded body. */
  readonly maxBytes: number;
  readonly deadline: Deadline;
}

/** RFC 9110 §8.4 allows a list of codings; nobody needs more than this many (CVE-2026-22036: thousands). */
const MOST_CODINGS = 3;
const MOST_READ = 100;
/** What is compressed can be larger than what it holds, if that is little. */
const SLACK = 64 * 1024;
/** Decoded at once up to this size: a stream and its trips through the thread pool cost more than the work itself. */
const SMALL_BODY = 16 * 1024;

/** How much of a body to read, as it travels, in order to have `maxBytes` of it decoded. */
export function travellingBytes(maxBytes: number): number {
  return maxBytes + SLACK;
}

/**
 * The body undone from its content codings, at most `maxBytes` of it; more is not decoded.
 * Throws ToolError `upstream_encoding` for a broken or unknown coding, anything when the deadline passes.
 */
export async function readBody(response: FetchResponse, options: ReadBodyOptions): Promise<ReadBody> {
  const { body, headers, truncated } = response;
  const coding = headers.get('content-encoding');
  // an answer to HEAD, 204 and 304 may name a coding and have no body
  if (coding === undefined || body.length === 0) return plain(response, options);
  const decoders = decodersFor(coding);
  const [only] = decoders;
  if (only === undefined) return plain(response, options);
  try {
    const small = decoders.length === 1 && body.length <= SMALL_BODY && !truncated;
    const bytes = small ? decodeAtOnce(body, only, options) : undefined;
    return bytes === undefined ? await decode(response, decoders, options) : { bytes, truncated: false };
  } catch (error) {
    const named = decoders.map((decoder) => decoder.coding).join(', ');
    throw new ToolError('upstream_encoding', `The answer says it is ${named} but does not decode.`, { cause: error });
  }
}

function plain({ body, truncated }: FetchResponse, { maxBytes }: ReadBodyOptions): ReadBody {
  const isCut = body.length > maxBytes;
  return { bytes: isCut ? body.subarray(0, maxBytes) : body, truncated: truncated || isCut };
}

/** What undoes one coding. */
interface Decoder {
  readonly coding: string;
  /** `first` are the first bytes that it will be given. */
  readonly create: (options: object, first: Uint8Array) => Duplex;
  readonly atOnce: (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;
  /** Lets a body that was cut off end without an error. */
  readonly lenient: object;
}

const ZLIB = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const GZIP: Decoder = { coding: 'gzip', create: zlib.createGunzip, atOnce: zlib.gunzipSync, lenient: ZLIB };
const INFLATE: Decoder = {
  coding: 'deflate',
  create: (options, first) => (isZlib(first) ? zlib.createInflate(options) : zlib.createInflateRaw(options)),
  atOnce: (bytes, options) => (isZlib(bytes) ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options)),
  lenient: ZLIB,
};
const BROTLI: Decoder = {
  coding: 'br',
  create: zlib.createBrotliDecompress,
  atOnce: zlib.brotliDecompressSync,
  lenient: { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH },
};

/** Node has it from 22.15; its cut-off streams end without an error as they are. */
const ZSTD = readZstd(zlib as { readonly createZstdDecompress?: unknown; readonly zstdDecompressSync?: unknown });

function readZstd(node: {
  readonly createZstdDecompress?: unknown;
  readonly zstdDecompressSync?: unknown;
}): Decoder | undefined {
  const { createZstdDecompress: create, zstdDecompressSync: atOnce } = node;
  if (typeof create !== 'function' || typeof atOnce !== 'function') return undefined;
  return { coding: 'zstd', create: create as Decoder['create'], atOnce: atOnce as Decoder['atOnce'], lenient: {} };
}

/** For Node 20: slower, so it is not asked for, but some servers send it unasked. */
const SLOW_ZSTD: Decoder = {
  coding: 'zstd',
  create: createUnzstd,
  atOnce: () => {
    throw new RangeError('zstd is decoded as a stream');
  },
  lenient: { lenient: true },
};

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', INFLATE],
  ['br', BROTLI],
  ['zstd', ZSTD ?? SLOW_ZSTD],
]);

/** The value of Accept-Encoding: what this version of Node undoes fast. */
export const ACCEPT_ENCODING = ZSTD === undefined ? 'gzip, deflate, br' : 'gzip, deflate, br, zstd';

/** In the order of undoing. */
function decodersFor(header: string): readonly Decoder[] {
  const codings = header
    .toLowerCase()
    .split(',', MOST_READ)
    .map((coding) => coding.trim());
  const named = codings.filter((coding) => coding !== '' && coding !== 'identity');
  if (named.length > MOST_CODINGS) {
    const found = named.length < MOST_READ ? `${named.length}` : `more than ${MOST_READ - 1}`;
    throw new ToolError(
      'upstream_encoding',
      `The answer names ${found} content codings; at most ${MOST_CODINGS} are undone.`,
    );
  }
  return named.toReversed().map((coding) => {
    const decoder = DECODERS.get(coding);
    if (decoder !== undefined) return decoder;
    const shown = JSON.stringify(coding.slice(0, 40));
    throw new ToolError('upstream_encoding', `The answer's content coding ${shown} is unknown.`);
  });
}

/** RFC 9110 §8.4.1.2: `deflate` is the zlib format, but some servers send the raw one; the first byte tells. */
function isZlib(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}

function decodeAtOnce(body: Uint8Array, { atOnce }: Decoder, { maxBytes }: ReadBodyOptions): Uint8Array | undefined {
  try {
    return atOnce(body, { maxOutputLength: maxBytes });
  } catch (error) {
    // more than fits: decoded again, as far as it does
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function decode(
  { body, truncated }: FetchResponse,
  decoders: readonly Decoder[],
  { maxBytes, deadline }: ReadBodyOptions,
): Promise<ReadBody> {
  const streams: Readable[] = [];
  deadline.listen(() => {
    for (const stream of streams) stream.destroy(new Error('stopped'));
  });
  let source: Bytes = Readable.from([body]);
  for (const decoder of decoders) source = undo(source, decoder, { cutOff: truncated, streams });
  const chunks: Uint8Array[] = [];
  let room = maxBytes;
  for await (const chunk of source) {
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    room -= chunk.length;
    if (room < 0) return { bytes: Buffer.concat(chunks), truncated: true };
  }
  return { bytes: Buffer.concat(chunks), truncated };
}

type Bytes = AsyncIterable<Uint8Array>;

/** Decodes as fast as its reader reads, so that a bomb inflates no further than what is kept. */
async function* undo(
  source: Bytes,
  { create, lenient }: Decoder,
  { cutOff, streams }: { readonly cutOff: boolean; readonly streams: Readable[] },
): Bytes {
  const iterator = source[Symbol.asyncIterator]();
  const { value: first, done } = await iterator.next();
  if (done === true) return;
  const input = Readable.from(resumed(first, iterator));
  const decoder = create(cutOff ? lenient : {}, first);
  streams.push(decoder);
  input.once('error', (error) => decoder.destroy(error));
  try {
    yield* input.pipe(decoder) as Bytes;
  } finally {
    // an error event after the fact must not end the process
    for (const stream of [input, decoder]) stream.on('error', () => undefined).destroy();
  }
}

async function* resumed(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): Bytes {
  yield first;
  yield* { [Symbol.asyncIterator]: () => iterator };
}
