import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createUnzstd } from '../../src/http/unzstd.ts';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

/** `zstd` made these: `größe ` a thousand times. */
const TEXT = 'größe '.repeat(1000);
const SAMPLE = Buffer.from('KLUv/WBAHoUAAEBncsO2w59lIAEANb++cAE=', 'base64');
/** A frame of `count` blocks, each one byte that stands for 128 kB (RFC 8878 §3.1.1). */
const bomb = (count: number): Buffer => {
  const block = Buffer.from([0x02, 0x00, 0x10, 0x61]);
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]),
    ...Array.from({ length: count }, () => block),
  ]);
};

const undo = (bytes: Uint8Array, options = {}): Promise<Buffer> =>
  buffer(Readable.from([bytes]).pipe(createUnzstd(options)));

describe('zstd', () => {
  it('is undone', async () => {
    expect((await undo(SAMPLE)).toString()).toBe(TEXT);
  });

  it('is undone in an answer', async () => {
    const { url } = await upstream((_, response) =>
      response.writeHead(200, { 'content-encoding': 'zstd' }).end(SAMPLE),
    );
    const { body } = await sender().send(requestOf(url), OPTIONS);
    expect(Buffer.from(body).toString()).toBe(TEXT);
  });

  it('fails where it is none, or cut off', async () => {
    await expect(undo(Buffer.from('plain text'))).rejects.toThrow();
    await expect(undo(SAMPLE.subarray(0, 20))).rejects.toThrow();
  });

  it('ends without an error where cutting it off is no surprise', async () => {
    expect(await undo(SAMPLE.subarray(0, 20), { lenient: true })).toBeInstanceOf(Buffer);
  });

  it('inflates no further than is read', async () => {
    const { url } = await upstream((_, response) =>
      response.writeHead(200, { 'content-encoding': 'zstd' }).end(bomb(100_000)),
    );
    const { body, bodyTruncated } = await sender({ maxBytes: 1_000_000 }).send(requestOf(url), OPTIONS);
    expect([body.length, bodyTruncated]).toEqual([1_000_000, true]);
  });
});
