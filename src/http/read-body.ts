import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ToolError } from '../errors.ts';
import type { FetchResponse } from './fetch.ts';

export interface ReadBody {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

/** RFC 9110 §8.4 allows a list of codings; nobody needs more than this many. */
const MOST_CODINGS = 3;

/**
 * The body decoded from its content codings, at most `maxBytes` of it; the rest is not read.
 * Throws `upstream_encoding` for a broken or unknown coding.
 */
export async function readBody({ body, headers }: FetchResponse, maxBytes: number): Promise<ReadBody> {
  const codings = codingsOf(headers.get('content-encoding'));
  const decoders = codings.map(createDecoder);
  let stream: Readable = body;
  for (const decoder of decoders) {
    const source = stream;
    source.once('error', (error) => decoder.destroy(error));
    stream = source.pipe(decoder);
  }
  try {
    return await collect(stream, maxBytes);
  } catch (error) {
    if (isDecodingError(error)) {
      throw new ToolError('upstream_encoding', `The answer says it is ${codings.join(', ')} but does not decode.`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    // An error event after the fact must not end the process.
    body.on('error', () => undefined);
    body.destroy();
    for (const decoder of decoders) decoder.destroy();
  }
}

async function collect(stream: Readable, maxBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const room = maxBytes - size;
    if (chunk.length > room) {
      chunks.push(chunk.subarray(0, room));
      return { bytes: Buffer.concat(chunks), truncated: true };
    }
    chunks.push(chunk);
    size += chunk.length;
  }
  const [only] = chunks;
  return { bytes: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks), truncated: false };
}

function codingsOf(header: string | undefined): readonly string[] {
  const codings = (header ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MOST_CODINGS)
    throw new ToolError(
      'upstream_encoding',
      `The answer names ${codings.length} content codings; at most ${MOST_CODINGS} are undone.`,
    );
  return codings.toReversed();
}

function createDecoder(coding: string): Transform {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  if (coding === 'deflate') return createInflateOrRaw();
  if (coding === 'br') return createBrotliDecompress();
  const zstd = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
  if (coding === 'zstd' && zstd !== undefined) return zstd();
  throw new ToolError(
    'upstream_encoding',
    `The answer's content coding ${JSON.stringify(coding.slice(0, 40))} is unknown.`,
  );
}

/** `deflate` means the zlib format (RFC 9110 §8.4.1.2), but some servers send raw deflate; the first byte tells. */
function createInflateOrRaw(): Transform {
  let inner: Transform | undefined;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      if (inner === undefined) {
        const isZlib = ((chunk[0] ?? 0) & 0x0f) === 8;
        inner = isZlib ? createInflate() : zlib.createInflateRaw();
        inner.on('data', (data: Uint8Array) => this.push(data));
        inner.on('error', (error) => this.destroy(error));
      }
      inner.write(chunk, () => done());
    },
    flush(done) {
      if (inner === undefined) return done();
      inner.once('end', () => done());
      inner.end();
    },
  });
}

function isDecodingError(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^(Z_|ERR__ERROR|ERR_PADDING|ERR_BROTLI|ERR_ZSTD|ZSTD_)/.test(code);
}
