import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import type { Parameter, ParameterLocation, ParameterStyle } from './endpoint.ts';
import { exampleIn } from './media.ts';
import { openSchema } from './schema.ts';

export interface OperationPlaces {
  readonly path: string;
  readonly item: Place;
  readonly place: Place;
}

const LOCATIONS: ReadonlySet<unknown> = new Set(['path', 'query', 'header', 'cookie', 'querystring']);
const MOST_PARAMETERS = 2000;

/** Styles each location knows (OpenAPI 3.2 §4.12.2); anything else falls back to the first. */
const STYLES: Readonly<Record<ParameterLocation, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
  querystring: ['form'],
};

/** The parameters of an operation and its path item, the operation's own winning; what cannot be read goes to `problems`. */
export function readParameters(document: Document, places: OperationPlaces, problems: string[]): readonly Parameter[] {
  const found = collectParameters(document, places, problems).flatMap((place) =>
    readParameter(document, place, problems),
  );
  return fitToPath(found, places, problems);
}

/** The Places of all parameters, references followed, path-level ones first and overridden by (name, in). */
export function collectParameters(
  document: Document,
  { item, place }: OperationPlaces,
  problems: string[],
): readonly Place[] {
  const byKey = new Map<string, Place>();
  for (const holder of [memberOf(item, 'parameters'), memberOf(place, 'parameters')]) {
    const count = Array.isArray(holder.value) ? Math.min(holder.value.length, MOST_PARAMETERS) : 0;
    for (let index = 0; index < count; index++) {
      const parameter = followed(document, memberOf(holder, index), problems);
      if (parameter === undefined) continue;
      const { name, in: location } = parameter.value as JsonObject;
      byKey.set(`${String(location)} ${String(name)}`, parameter);
    }
  }
  return [...byKey.values()];
}

function followed(document: Document, place: Place, problems: string[]): Place | undefined {
  try {
    const target = document.follow(place);
    const value = isObject(target.value) ? target.value : {};
    // a 2.0 body is sent without its name, and some authors leave it out
    if ((typeof value.name === 'string' && value.name !== '') || value.in === 'body') return target;
    problems.push(`the parameter at #${place.pointer} has no name and is left out`);
  } catch (problem) {
    problems.push(
      `a parameter is left out: ${problem instanceof Error ? problem.message : 'its reference does not resolve'}`,
    );
  }
  return undefined;
}

function readParameter(document: Document, place: Place, problems: string[]): Parameter[] {
  const value = place.value as JsonObject;
  const name = String(value.name);
  if (!LOCATIONS.has(value.in)) {
    problems.push(`parameter ${name} is left out: its location ${JSON.stringify(value.in)?.slice(0, 40)} is unknown`);
    return [];
  }
  const location = value.in as ParameterLocation;
  if (isIgnoredHeader(location, name)) return [];
  const content = memberOf(place, 'content');
  const contentType = isObject(content.value) ? Object.keys(content.value)[0] : undefined;
  const schemaPlace =
    contentType === undefined ? memberOf(place, 'schema') : memberOf(memberOf(content, contentType), 'schema');
  const style = styleOf(location, value.style);
  return [
    Object.freeze({
      name,
      in: location,
      required: value.required === true || location === 'path',
      deprecated: value.deprecated === true,
      description: typeof value.description === 'string' ? value.description : '',
      schema: openSchema(document, schemaPlace),
      style,
      explode: typeof value.explode === 'boolean' ? value.explode : style === 'form' || style === 'cookie',
      allowReserved: value.allowReserved === true,
      allowEmptyValue: value.allowEmptyValue === true,
      contentType,
      example: exampleIn(document, place),
    }),
  ];
}

function styleOf(location: ParameterLocation, said: unknown): ParameterStyle {
  const allowed = STYLES[location];
  return allowed.find((style) => style === said) ?? allowed[0] ?? 'form';
}

/** OpenAPI 3.x §4.12.1: such header parameters are ignored; content negotiation and security say them. */
export function isIgnoredHeader(location: unknown, name: string): boolean {
  return location === 'header' && /^(accept|content-type|authorization)$/i.test(name);
}

/** Path parameters as the template has them: missing declarations added as strings, those without a place dropped. */
export function fitToPath(
  parameters: readonly Parameter[],
  { path, place }: { readonly path: string; readonly place: Place },
  problems: string[],
): readonly Parameter[] {
  const names = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name));
  const kept = parameters.filter((parameter) => {
    const fits = parameter.in !== 'path' || names.has(parameter.name);
    if (!fits) problems.push(`path parameter ${parameter.name} is left out: ${path} has no {${parameter.name}}`);
    return fits;
  });
  const declared = new Set(kept.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name));
  const missing = [...names].filter((name) => !declared.has(name));
  for (const name of missing) problems.push(`path parameter ${name} is not declared; it is taken as a string`);
  return [...missing.map((name) => undeclared(name, place)), ...kept];
}

function undeclared(name: string, place: Place): Parameter {
  const schema = openSchema(UNDECLARED_DOCUMENT, { ...place, value: { type: 'string' } });
  return Object.freeze({
    name,
    in: 'path',
    required: true,
    deprecated: false,
    description: '',
    schema,
    style: 'simple',
    explode: false,
    allowReserved: false,
    allowEmptyValue: false,
    contentType: undefined,
    example: undefined,
  });
}

/** A plain string schema follows no references, so it needs no document of its own. */
const UNDECLARED_DOCUMENT: Document = Object.freeze({
  uri: '',
  version: '3.1',
  root: { value: {}, resource: { uri: '', root: {} }, pointer: '' },
  warnings: [],
  bytes: 0,
  follow: (place: Place) => place,
});
