import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import type { Parameter, ParameterLocation, ParameterStyle } from './endpoint.ts';
import type { Operation } from './find-operations.ts';
import { schemaPlaceOf } from './inline-schema.ts';
import { isMediaType } from './is-media-type.ts';
import { exampleIn, followedOr, openChecked, readEncodings } from './media.ts';
import { fitToPath } from './path-parameters.ts';
import { shown, textOf } from './read-text.ts';
import { tryFollow } from './try-follow.ts';

const MOST_PARAMETERS = 2000;

/** Styles each location knows (OpenAPI 3.2 §4.12.2); anything else falls back to the first. */
const STYLES: ReadonlyMap<unknown, readonly ParameterStyle[]> = new Map<ParameterLocation, readonly ParameterStyle[]>([
  ['path', ['simple', 'label', 'matrix']],
  ['query', ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject']],
  ['header', ['simple']],
  ['cookie', ['form', 'cookie']],
  ['querystring', ['form']],
]);

/** The parameters of an operation and its path item, the operation's own winning; what cannot be read goes to `problems`. */
export function readParameters(document: Document, operation: Operation, problems: string[]): readonly Parameter[] {
  const found = collectParameters(document, operation, problems).flatMap((place) =>
    readParameter(document, place, problems),
  );
  return fitToPath(found, operation.path, problems);
}

/** The Places of all parameters, references followed, path-level ones first and overridden by (name, in). */
export function collectParameters(
  document: Document,
  { items, place }: Operation,
  problems: string[],
): readonly Place[] {
  const byKey = new Map<string, Place>();
  for (const holder of [...items, place].map((each) => memberOf(each, 'parameters'))) {
    const entries = Array.isArray(holder.value) ? holder.value : [];
    if (entries.length > MOST_PARAMETERS)
      problems.push(`of #${holder.pointer} only the first ${MOST_PARAMETERS} parameters are read`);
    for (let index = 0; index < Math.min(entries.length, MOST_PARAMETERS); index++) {
      const parameter = followed(document, memberOf(holder, index), problems);
      if (parameter !== undefined) byKey.set(keyOf(parameter), parameter);
    }
  }
  return [...byKey.values()];
}

/** An operation has one body, whatever it is called. */
function keyOf({ value }: Place): string {
  const { name, in: location } = value as JsonObject;
  return location === 'body' ? 'body' : `${textOf(location)} ${textOf(name)}`;
}

function followed(document: Document, place: Place, problems: string[]): Place | undefined {
  const target = tryFollow(document, place);
  if (typeof target === 'string') {
    problems.push(`a parameter is left out: ${target}`);
    return undefined;
  }
  const value = isObject(target.value) ? target.value : {};
  // a 2.0 body is sent without its name, and some authors leave it out
  if ((typeof value.name === 'string' && value.name !== '') || value.in === 'body') return target;
  problems.push(`the parameter at #${place.pointer} has no name and is left out`);
  return undefined;
}

function readParameter(document: Document, place: Place, problems: string[]): readonly Parameter[] {
  const value = place.value as JsonObject;
  const name = textOf(value.name);
  const styles = STYLES.get(value.in);
  if (styles === undefined) return unknownLocation(name, value.in, problems);
  const location = value.in as ParameterLocation;
  if (isIgnoredHeader(location, name)) return [];
  const content = contentOf(document, place);
  const style = styles.find((each) => each === value.style) ?? styles[0] ?? 'form';
  return [
    Object.freeze({
      name,
      in: location,
      required: value.required === true || location === 'path',
      deprecated: value.deprecated === true,
      description: textOf(value.description),
      schema: openChecked(
        document,
        content === undefined ? schemaPlaceOf(place) : memberOf(content.place, 'schema'),
        problems,
      ),
      style,
      explode: typeof value.explode === 'boolean' ? value.explode : style === 'form' || style === 'cookie',
      allowReserved: value.allowReserved === true,
      allowEmptyValue: value.allowEmptyValue === true,
      contentType: content?.type,
      ...(content === undefined || location !== 'querystring' ? {} : encodingOf(document, content)),
      example: exampleIn(document, place) ?? (content === undefined ? undefined : exampleIn(document, content.place)),
    }),
  ];
}

/** A parameter whose place no version knows, or this one does not: left out. */
export function unknownLocation(name: string, location: unknown, problems: string[]): readonly Parameter[] {
  problems.push(`parameter ${name} is left out: its location ${shown(location)} is unknown`);
  return [];
}

/** The one media type of a parameter that has `content`, a reference followed (3.2). */
function contentOf(document: Document, place: Place): { readonly type: string; readonly place: Place } | undefined {
  const content = memberOf(place, 'content');
  const type = isObject(content.value) ? Object.keys(content.value).find(isMediaType) : undefined;
  return type === undefined ? undefined : { type, place: followedOr(document, memberOf(content, type)) };
}

function encodingOf(document: Document, { type, place }: { readonly type: string; readonly place: Place }) {
  return { encoding: readEncodings(document, place, type).encoding };
}

/** OpenAPI 3.x §4.12.1: such header parameters are ignored; content negotiation and security say them. */
export function isIgnoredHeader(location: unknown, name: string): boolean {
  return location === 'header' && /^(accept|content-type|authorization)$/i.test(name);
}
