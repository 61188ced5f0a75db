// The operations of a description as its document says them, read by code that shares nothing with src/: what the
// product is asked to send must not be decided by the product.

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** `{ method, path, parameters, bodies, bodyRequired }` of every operation; `resolve` follows references. */
export function operationsOf(document) {
  const resolve = resolverOf(document);
  return Object.entries(document.paths ?? {}).flatMap(([path, given]) => {
    const item = resolve(given) ?? {};
    return METHODS.filter((method) => typeof item[method] === 'object' && item[method] !== null).map((method) =>
      operationOf({ document, resolve, path, method, item, operation: resolve(item[method]) }),
    );
  });
}

export function resolverOf(document) {
  return function resolve(node, hops = 0) {
    if (typeof node?.$ref !== 'string' || hops > 20) return node;
    if (!node.$ref.startsWith('#')) return {};
    const segments = node.$ref.slice(1).split('/').slice(1);
    const names = segments.map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
    return resolve(
      names.reduce((at, name) => at?.[name], document),
      hops + 1,
    );
  };
}

function operationOf({ document, resolve, path, method, item, operation }) {
  const byKey = new Map();
  for (const given of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter = resolve(given);
    if (parameter?.in !== undefined) byKey.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const all = [...byKey.values()];
  const parameters = all
    .filter((each) => ['path', 'query', 'header', 'cookie', 'querystring'].includes(each.in))
    .filter((each) => !(each.in === 'header' && /^(accept|content-type|authorization)$/i.test(each.name)))
    .filter((each) => each.name !== '')
    .filter((each) => each.in !== 'path' || path.includes(`{${each.name}}`));
  const counts = new Map();
  for (const { name } of parameters) counts.set(name, (counts.get(name) ?? 0) + 1);
  const named = parameters.map((parameter) => ({
    argument: counts.get(parameter.name) === 1 ? parameter.name : `${parameter.in}.${parameter.name}`,
    location: parameter.in,
    required: parameter.required === true || parameter.in === 'path',
    schema: schemaOf(parameter, resolve),
    style: parameter.style ?? parameter.collectionFormat,
  }));
  const body = document.swagger === undefined ? bodyOf(operation, resolve) : swaggerBody(all, operation, document);
  return { route: `${method.toUpperCase()} ${path}`, method, path, parameters: named, ...body };
}

/** 3.x: under `schema` or in the one entry of `content`; 2.0: beside `in`. */
function schemaOf(parameter, resolve) {
  if (parameter.schema !== undefined) return parameter.schema;
  const [media] = Object.values(parameter.content ?? {});
  if (media !== undefined) return resolve(media).schema ?? {};
  const { name: _, in: __, required: ___, collectionFormat: ____, ...schema } = parameter;
  return schema;
}

function bodyOf(operation, resolve) {
  const body = resolve(operation.requestBody);
  const bodies = Object.entries(body?.content ?? {}).map(([type, media]) => ({
    type,
    schema: resolve(media)?.schema ?? {},
    styles: Object.values(resolve(media)?.encoding ?? {}).map(({ style }) => style),
  }));
  return { bodies, bodyRequired: body?.required === true };
}

const JSON_TYPE = 'application/json';
const FORMS = ['multipart/form-data', 'application/x-www-form-urlencoded'];

function swaggerBody(parameters, operation, document) {
  const consumes = operation.consumes ?? document.consumes ?? [];
  const body = parameters.find((each) => each.in === 'body');
  if (body !== undefined) {
    const types = consumes.filter((type) => !FORMS.includes(type));
    const bodies = (types.length > 0 ? types : [JSON_TYPE]).map((type) => ({ type, schema: body.schema ?? {} }));
    return { bodies, bodyRequired: body.required === true, saysNoType: consumes.length === 0 };
  }
  const fields = parameters.filter((each) => each.in === 'formData');
  if (fields.length === 0) return { bodies: [], bodyRequired: false };
  const required = fields.filter((each) => each.required === true).map(({ name }) => name);
  const properties = Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)]));
  const hasFile = fields.some(({ type }) => type === 'file');
  const type = hasFile ? FORMS[0] : (consumes.find((each) => FORMS.includes(each)) ?? FORMS[1]);
  return { bodies: [{ type, schema: { type: 'object', properties, required } }], bodyRequired: required.length > 0 };
}

function fieldSchema({ name: _, in: __, required: ___, collectionFormat: ____, ...schema }) {
  return schema.type === 'file' ? { type: 'string', format: 'binary' } : schema;
}

/** Steady does not read `deepObject` out of an `encoding`, nor for lists; it has headers that say so. */
export function steadyHints({ parameters, bodies }) {
  const isDeepForm = bodies.some(({ type, styles = [] }) => FORMS[1] === type && styles.includes('deepObject'));
  const isDeepQuery = parameters.some(({ style }) => style === 'deepObject');
  return {
    ...(isDeepForm ? { 'x-steady-form-object-format': 'brackets', 'x-steady-form-array-format': 'brackets' } : {}),
    ...(isDeepQuery ? { 'x-steady-query-array-format': 'brackets' } : {}),
  };
}
