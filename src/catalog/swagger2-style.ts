import type { ParameterLocation, ParameterStyle } from './endpoint.ts';

export interface Style {
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

const COMMAS: Style = { style: 'form', explode: false };

/** Swagger 2.0's `collectionFormat` as OpenAPI 3 says it; `tsv` has no style there and gets its own. */
const COLLECTION_FORMATS: ReadonlyMap<unknown, Style> = new Map([
  ['csv', COMMAS],
  ['ssv', { style: 'spaceDelimited', explode: false }],
  ['tsv', { style: 'tabDelimited', explode: false }],
  ['pipes', { style: 'pipeDelimited', explode: false }],
  ['multi', { style: 'form', explode: true }],
]);

/** How a 2.0 list is written; `multi` is for query and form fields only, and `simple` is what OpenAPI 3 calls commas in paths and headers. */
export function styleOf(location: ParameterLocation, format: unknown): Style {
  const { style, explode } = COLLECTION_FORMATS.get(format) ?? COMMAS;
  if (location === 'query') return { style, explode };
  return { style: style === 'form' ? 'simple' : style, explode: false };
}
