import { lazy } from '../lazy.ts';

/** Bytes of what is kept, as it is stored: a larger value is not. */
export const MOST_STORED_BYTES = 4 * 1024 * 1024;
/** Bytes of what is kept, before it is compressed. */
export const MOST_VALUE_BYTES = 32 * 1024 * 1024;
/** JSON of 4 KiB becomes a third in 0.1 ms, of 1 MiB an eighth in 3 ms: less than it takes over the wire, and Redis holds so many more. */
const WORTH_COMPRESSING = 4096;
const STAMP_LENGTH = 16;

/** A value and when it was written, in microseconds of Redis's clock. */
export interface Stamped {
  readonly stamp: number;
  readonly value: string;
}

const zlib = lazy(async () => {
  const [{ deflateRaw, inflateRaw }, { promisify }] = await Promise.all([import('node:zlib'), import('node:util')]);
  return { deflate: promisify(deflateRaw), inflate: promisify(inflateRaw) };
});

/** A stamp as text that compares as its number does. */
export function toStampText(stamp: number): string {
  return String(Math.max(0, Math.round(stamp))).padStart(STAMP_LENGTH, '0');
}

/** How a value is stored: its stamp, `t` for text or `z` for compressed text, and the text. Undefined where it is too large. */
export async function encodeValue({ stamp, value }: Stamped): Promise<Buffer | undefined> {
  if (value.length > MOST_VALUE_BYTES) return undefined;
  const text = Buffer.from(value);
  if (text.length > MOST_VALUE_BYTES) return undefined;
  const packed = text.length < WORTH_COMPRESSING ? text : await (await zlib()).deflate(text, { level: 1 });
  const [kind, body] = packed.length < text.length ? ['z', packed] : ['t', text];
  if (body.length > MOST_STORED_BYTES) return undefined;
  return Buffer.concat([Buffer.from(toStampText(stamp) + kind), body]);
}

/** The value that was stored, or undefined where this is none of ours. */
export async function decodeValue(stored: Buffer): Promise<Stamped | undefined> {
  const [, digits, kind] = /^(\d{16})([tz])$/.exec(stored.toString('latin1', 0, STAMP_LENGTH + 1)) ?? [];
  if (digits === undefined) return undefined;
  const body = stored.subarray(STAMP_LENGTH + 1);
  try {
    const text = kind === 't' ? body : await (await zlib()).inflate(body, { maxOutputLength: MOST_VALUE_BYTES });
    return { stamp: Number(digits), value: text.toString() };
  } catch {
    return undefined;
  }
}
