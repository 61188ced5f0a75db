import type { Body, MediaType } from '../catalog/endpoint.ts';
import { holdsFile } from './file-value.ts';
import { essenceOf, isMediaType, isWithin, kindOf } from './media-type.ts';

/** A media type and how it is written in the request. */
export interface ChosenMedia {
  readonly media: MediaType;
  /** Concrete; `undefined` where the content itself has to say (a range such as `image/*`). */
  readonly contentType: string | undefined;
}

/** The media type a caller asked for by `Content-Type`; `undefined` where the description has none that fits. */
export function namedMedia(body: Body, wanted: string): ChosenMedia | undefined {
  if (!isMediaType(wanted) || wanted.includes('*')) return undefined;
  const sameText = body.media.find(({ type }) => type.trim().toLowerCase() === wanted.trim().toLowerCase());
  const media =
    sameText ??
    body.media.find(({ type }) => essenceOf(type) === essenceOf(wanted)) ??
    body.media.find(({ type }) => isWithin(wanted, type));
  return media === undefined ? undefined : { media, contentType: wanted.trim() };
}

/** The media type for a body: one that carries files where it holds some, else JSON, else what the description names first. */
export function preferredFor(body: Body, value: unknown): ChosenMedia | undefined {
  const [only] = body.media;
  if (only !== undefined && body.media.length === 1)
    return { media: only, contentType: concreteType(only.type, value) };
  const kinds = ({ type }: MediaType): string => kindOf(type);
  const carriers = holdsFile(value)
    ? [
        ...body.media.filter((each) => kinds(each) === 'multipart'),
        ...body.media.filter((each) => kinds(each) === 'binary'),
      ]
    : [];
  const json = body.media.filter((each) => kinds(each) === 'json' && !each.type.includes('*'));
  const exact = json.find(({ type }) => essenceOf(type) === 'application/json');
  const media = carriers[0] ?? exact ?? patchFor(json, value) ?? body.media[0];
  return media === undefined ? undefined : { media, contentType: concreteType(media.type, value) };
}

/** RFC 6902's patch is a list of operations, RFC 7386's an object; descriptions offer both. */
function patchFor(json: readonly MediaType[], value: unknown): MediaType | undefined {
  const isObjectGiven = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fits = isObjectGiven ? json.find(({ type }) => essenceOf(type) !== 'application/json-patch+json') : undefined;
  return fits ?? json[0];
}

function concreteType(type: string, value: unknown): string | undefined {
  const essence = essenceOf(type);
  if (!essence.includes('*')) return type.trim();
  if (essence === 'text/*' || (typeof value === 'string' && essence !== 'application/*')) return 'text/plain';
  return kindOf(type) === 'json' && !holdsFile(value) ? 'application/json' : undefined;
}
