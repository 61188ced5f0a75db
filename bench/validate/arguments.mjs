// The arguments of one judged call, in the notation of execute_endpoint.
import { createMaker, randomFrom } from './values.mjs';

const FILE = { $base64: 'aGVsbG8=', filename: 'hello.txt' };

/** `{ endpoint, params?, body? }` of a variant; `undefined` where the variant is the same as a smaller one. */
export function argumentsFor(operation, resolve, variant) {
  const random = randomFrom(`${operation.route} ${variant}`);
  const make = createMaker(resolve, { variant, random });
  const makeFull = createMaker(resolve, { variant: 'full', random });
  const isSent = ({ required }) => required || variant === 'full' || (variant === 'random' && random() < 0.5);
  const params = {};
  for (const parameter of operation.parameters.filter(isSent))
    params[parameter.argument] = argumentOf(parameter, make, makeFull);
  const options = { resolve, make, makeFull, variant, random };
  const body = isSent({ required: operation.bodyRequired }) ? bodyFor(operation, options) : {};
  if (body.type !== undefined && operation.bodies.length > 1) params['Content-Type'] = body.type;
  return {
    endpoint: operation.route,
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...(body.value === undefined ? {} : { body: body.value }),
  };
}

function argumentOf({ location, schema }, make, makeFull) {
  const isPlain = location === 'header' || location === 'cookie';
  const value = make(schema, { depth: 0, path: [], ascii: isPlain });
  if (location !== 'path') return value;
  // an empty segment or a dot would be another path
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0 ? value : makeFull(schema);
  return value === '' || value === null || /^\.{1,2}$/.test(String(value)) ? 'x' : value;
}

function bodyFor({ bodies }, { resolve, make, makeFull, variant, random }) {
  const concrete = bodies.filter(({ type }) => /^[\w.+-]+\/[\w.+-]+(;.*)?$/.test(type));
  const json = concrete.find(({ type }) => /^application\/json\b|\+json\b/.test(type));
  const chosen = variant === 'random' ? concrete[Math.floor(random() * concrete.length)] : (json ?? concrete[0]);
  if (chosen === undefined) return {};
  const { type, schema } = chosen;
  if (/^multipart\//.test(type)) {
    const value = make(schema);
    // a multipart body has at least one part (RFC 2046 §5.1.1)
    return { type, value: withFiles(Object.keys(value ?? {}).length > 0 ? value : makeFull(schema), schema, resolve) };
  }
  if (/json|x-www-form-urlencoded|xml|^text\//.test(type)) return { type, value: make(schema) };
  return { type, value: { $base64: FILE.$base64 } };
}

/** Members that are bytes, in the notation for files. */
function withFiles(value, given, resolve) {
  const schema = resolve(given) ?? {};
  const parts = [schema, ...(schema.allOf ?? []).map((part) => resolve(part))];
  const properties = Object.assign({}, ...parts.map((part) => part?.properties ?? {}));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, held]) => {
    const property = resolve(properties[name]) ?? {};
    if (isFile(property)) return [name, FILE];
    return [name, Array.isArray(held) && isFile(resolve(property.items) ?? {}) ? held.map(() => FILE) : held];
  });
  return Object.fromEntries(entries);
}

function isFile({ format, type, contentMediaType, contentEncoding }) {
  if (format === 'binary') return true;
  return contentMediaType !== undefined && contentEncoding === undefined && type === undefined;
}
