import { unionsOf } from './alternatives.ts';
import type { Body, MediaType } from './endpoint.ts';
import { flattenObject, partsOf } from './flatten.ts';
import { isHidden } from './json-schema.ts';

/** The media type a call uses where the caller chooses none: JSON first, a list of patch operations (RFC 6902) last. */
export function preferredMedia({ media }: Body): MediaType | undefined {
  const json = media.filter(({ type }) => /^application\/(json|[^;]*\+json)\b/i.test(type));
  const exact = json.find(({ type }) => /^application\/json\b/i.test(type));
  return exact ?? json.find(({ type }) => !/json-patch\+json/i.test(type)) ?? json[0] ?? media[0];
}

/** Whether a media type needs no mention: JSON, or a range that a JSON value is sent under. */
export function isPlainJson({ type }: MediaType): boolean {
  return /^(application\/json|\*\/\*|application\/\*)\s*(;|$)/i.test(type);
}

/** Whether a body can be left out because there is nothing to put in: some generators give every GET an empty form. */
export function isEmptyBody({ required, media }: Body): boolean {
  return !required && media.every(({ schema, type, example }) => example === undefined && isEmptyForm(schema, type));
}

function isEmptyForm(schema: MediaType['schema'], type: string): boolean {
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type);
  if (schema === undefined || !isForm || unionsOf(schema).length > 0) return false;
  const { properties, additional } = flattenObject(schema);
  const sent = [...properties.values()].filter((property) => !isHidden(property, 'request'));
  const isOpen = typeof additional === 'object' || partsOf(schema).some((part) => part.patternProperties.size > 0);
  return sent.length === 0 && !isOpen;
}
