import type { HttpResponse } from '../http/http-response.ts';

export interface MediaBlock {
  readonly kind: 'image' | 'audio' | 'resource';
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

/** Base64 of more would be over the megabyte that an answer may have. */
const LARGEST_MEDIA = 750_000;
/** Hosts without a place for files put the base64 of a resource before the model. */
const LARGEST_RESOURCE = 64_000;

/** How the images that models take begin; a host refuses the whole answer for one that is none. */
const IMAGES: readonly (readonly [type: string, beginning: RegExp])[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: PNG's signature
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
];

/** A binary body as a block beside the text; undefined where it is too large for one. */
export function toMediaBlock(type: string, { body, bodyTruncated }: HttpResponse): MediaBlock | undefined {
  const beginning = String.fromCharCode(...body.subarray(0, 16));
  const image = IMAGES.find(([, pattern]) => pattern.test(beginning))?.[0];
  const kind = image !== undefined ? 'image' : type.startsWith('audio/') ? 'audio' : 'resource';
  const largest = kind === 'resource' ? LARGEST_RESOURCE : LARGEST_MEDIA;
  if (bodyTruncated || body.length > largest) return undefined;
  const data = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  return { kind, mimeType: image ?? type, data };
}
