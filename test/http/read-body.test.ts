import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

const TEXT = 'größe '.repeat(1000);

/** What comes back where the upstream answers some bytes under a content coding. */
async function read(
  bytes: Uint8Array,
  coding: string,
  maxBytes?: number,
): Promise<{ text: string; truncated: boolean }> {
  const { url } = await upstream((_, response) => {
    response.writeHead(200, { 'Content-Encoding': coding });
    response.end(bytes);
  });
  const { body, bodyTruncated } = await sender(maxBytes === undefined ? {} : { maxBytes }).send(
    requestOf(url),
    OPTIONS,
  );
  return { text: Buffer.from(body).toString('utf8'), truncated: bodyTruncated };
}

describe('a content coding is undone', () => {
  it.each([
    ['gzip', zlib.gzipSync(TEXT)],
    ['x-gzip', zlib.gzipSync(TEXT)],
    ['GZIP', zlib.gzipSync(TEXT)],
    ['deflate', zlib.deflateSync(TEXT)],
    ['deflate', zlib.deflateRawSync(TEXT)],
    ['br', zlib.brotliCompressSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['', Buffer.from(TEXT)],
    ['identity, gzip', zlib.gzipSync(TEXT)],
    ['br, gzip', zlib.gzipSync(zlib.brotliCompressSync(TEXT))],
    ['deflate, gzip, br', zlib.brotliCompressSync(zlib.gzipSync(zlib.deflateRawSync(TEXT)))],
  ])('%s', async (coding, bytes) => {
    expect(await read(bytes, coding)).toEqual({ text: TEXT, truncated: false });
  });

  it('although the answer is empty', async () => {
    expect(await read(new Uint8Array(), 'gzip')).toEqual({ text: '', truncated: false });
  });
});

describe('a content coding that cannot be undone', () => {
  const gzipped = zlib.gzipSync(TEXT);
  it.each([
    ['plain text', Buffer.from('{"plain": true}'), 'gzip', 'The answer says it is gzip but does not decode.'],
    ['plain text', Buffer.from('{"plain": true}'), 'br', 'The answer says it is br but does not decode.'],
    ['plain text', Buffer.from('~{"plain": true}'), 'deflate', 'The answer says it is deflate but does not decode.'],
    ['a part', gzipped.subarray(0, gzipped.length - 20), 'gzip', 'The answer says it is gzip but does not decode.'],
    [
      'a part',
      zlib.deflateRawSync(TEXT).subarray(0, 30),
      'deflate',
      'The answer says it is deflate but does not decode.',
    ],
    ['a part', zlib.brotliCompressSync(TEXT).subarray(0, 20), 'br', 'The answer says it is br but does not decode.'],
    [
      'another order',
      zlib.gzipSync(zlib.brotliCompressSync(TEXT)),
      'gzip, br',
      'The answer says it is br, gzip but does not decode.',
    ],
    ['an unknown one', gzipped, 'compress', 'The answer\'s content coding "compress" is unknown.'],
    ['too many', gzipped, 'gzip, gzip, gzip, gzip', 'The answer names 4 content codings; at most 3 are undone.'],
  ])('%s (%#) is an error', async (_, bytes, coding, message) => {
    await expect(read(bytes, coding)).rejects.toMatchObject({ code: 'upstream_encoding', message });
  });
});

describe('the size limit', () => {
  it('counts decoded bytes, and what follows is not read', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(50_000_000, 'a'));
    expect(await read(bomb, 'gzip', 1000)).toEqual({ text: 'a'.repeat(1000), truncated: true });
  });

  it('holds for a bomb within a bomb', async () => {
    const bomb = zlib.gzipSync(zlib.gzipSync(Buffer.alloc(100_000_000, 0)));
    expect(await read(bomb, 'gzip, gzip', 10)).toEqual({ text: '\0'.repeat(10), truncated: true });
  });

  it('holds for deflate', async () => {
    expect(await read(zlib.deflateRawSync(Buffer.alloc(50_000_000, 'b')), 'deflate', 10)).toEqual({
      text: 'b'.repeat(10),
      truncated: true,
    });
  });

  it.each([
    [9, true],
    [10, false],
    [11, false],
  ])('of %i bytes for a body of ten: truncated is %s', async (maxBytes, truncated) => {
    expect(await read(Buffer.from('0123456789'), '', maxBytes)).toEqual({
      text: '0123456789'.slice(0, maxBytes),
      truncated,
    });
  });

  it('ends an answer that never ends', async () => {
    const { url } = await upstream((_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    const { body, bodyTruncated } = await sender({ maxBytes: 100_000 }).send(requestOf(url), OPTIONS);
    expect([body.length, bodyTruncated]).toEqual([100_000, true]);
  });
});
