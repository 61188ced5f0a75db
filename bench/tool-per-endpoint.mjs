// The tools that a generator of one tool per endpoint would make of a description: name, description, inputSchema.
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Members that say nothing about what to send; the better generators leave them out. */
const DROPPED = new Set(['example', 'examples', 'xml', 'externalDocs', 'discriminator']);
/** Members whose value maps names to schemas: a property called `example` is not an example. */
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions']);
const DATA = new Set(['enum', 'const', 'default', 'required']);

/**
 * One tool for each operation of a parsed description.
 * `references: 'defs'` keeps each schema once per tool, under `$defs`; `'inline'` copies it wherever it is used, `levels`
 * references deep, a schema within itself never. `cut` counts the references that became `{}` for the bound's sake.
 */
export function collectTools(document, { references, levels = Number.POSITIVE_INFINITY }) {
  const counted = { cut: 0 };
  const tools = [];
  for (const [path, rawItem] of Object.entries(document.paths ?? {})) {
    const item = resolve(document, rawItem) ?? {};
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === null || typeof operation !== 'object') continue;
      const schemas = references === 'defs' ? createShared(document) : createInlined(document, levels, counted);
      tools.push(toTool({ document, path, method, item, operation, schemas }));
    }
  }
  return { tools, cut: counted.cut };
}

function toTool({ document, path, method, item, operation, schemas }) {
  const properties = {};
  const required = [];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
  for (const parameter of parameters.map((raw) => resolve(document, raw)).filter(Boolean)) {
    const name = parameter.in === 'body' ? 'body' : parameter.name;
    const schema = schemas.convert(parameter.schema ?? firstMedia(parameter.content)?.schema ?? ownSchema(parameter));
    properties[name] = parameter.description === undefined ? schema : { ...schema, description: parameter.description };
    if (parameter.required === true && !required.includes(name)) required.push(name);
  }
  const body = resolve(document, operation.requestBody);
  const media = firstMedia(body?.content);
  if (media !== undefined) {
    properties.body = schemas.convert(media.schema ?? {});
    if (body.required === true) required.push('body');
  }
  const inputSchema = { type: 'object', properties };
  if (required.length > 0) inputSchema.required = required;
  if (Object.keys(schemas.defs).length > 0) inputSchema.$defs = schemas.defs;
  const name = operation.operationId ?? `${method}_${path}`.replaceAll(/[^A-Za-z0-9]+/g, '_');
  const description = [...new Set([operation.summary, operation.description])].filter(Boolean).join('\n\n');
  return { name, description, inputSchema };
}

/** JSON if there is any, else the first. */
function firstMedia(content) {
  if (content === undefined) return undefined;
  return content['application/json'] ?? Object.values(content)[0];
}

/** Swagger 2.0 writes a parameter's schema into the parameter itself. */
function ownSchema({ name, in: _in, required, description, collectionFormat, allowEmptyValue, ...schema }) {
  return schema;
}

function createShared(document) {
  const defs = {};
  const convert = (value) =>
    mapSchema(value, (reference) => {
      const name = reference.split('/').at(-1);
      if (!Object.hasOwn(defs, name)) {
        defs[name] = {};
        defs[name] = convert(resolve(document, { $ref: reference }));
      }
      return { $ref: `#/$defs/${name}` };
    });
  return { defs, convert };
}

function createInlined(document, levels, counted) {
  const convert = (value, path = []) =>
    mapSchema(value, (reference) => {
      if (path.includes(reference)) return {};
      if (path.length >= levels) {
        counted.cut++;
        return {};
      }
      return convert(resolve(document, { $ref: reference }), [...path, reference]);
    });
  return { defs: {}, convert };
}

/** A copy of a schema without what is dropped, each reference replaced by what `follow` says. */
function mapSchema(value, follow) {
  if (Array.isArray(value)) return value.map((entry) => mapSchema(entry, follow));
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$ref === 'string') return follow(value.$ref);
  const copy = {};
  for (const [key, member] of Object.entries(value)) {
    if (key.startsWith('x-') || DROPPED.has(key)) continue;
    if (DATA.has(key)) copy[key] = member;
    else if (MAPS.has(key) && member !== null && typeof member === 'object') {
      const entries = Object.entries(member).map(([name, schema]) => [name, mapSchema(schema, follow)]);
      copy[key] = Object.fromEntries(entries);
    } else copy[key] = mapSchema(member, follow);
  }
  return copy;
}

/** What a local reference leads to; `undefined` where it leads nowhere. */
function resolve(document, value, hops = 0) {
  if (typeof value?.$ref !== 'string') return value;
  if (!value.$ref.startsWith('#/') || hops > 20) return undefined;
  const target = value.$ref
    .slice(2)
    .split('/')
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((at, segment) => at?.[segment], document);
  return resolve(document, target, hops + 1);
}
