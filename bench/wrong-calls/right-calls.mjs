// Right calls to begin from: what is required, and some of what may be given, with the values' schemas.
const WANTED = 40;
const MOST_TRIES = 150;
const MOST_OPTIONAL = 2;

/** `[{ call, endpoint, required, bodyRequired, values, spare }]`, each accepted by Trivium and the upstream as it stands. */
export async function readRightCalls({ strict }, { source, random, run }) {
  const { catalog } = await strict.load();
  const found = [];
  for (let tries = 0; tries < MOST_TRIES && found.length < WANTED; tries++) {
    const endpoint = random.pick(catalog.endpoints);
    if (endpoint.deprecated) continue;
    const right = build(endpoint, catalog.idOf(endpoint), { source, random });
    const { isError, seen } = await run(strict, right.call);
    if (!isError && seen.length === 1) found.push(right);
  }
  return found;
}

/** A right call of one endpoint. */
export function build(endpoint, id, { source, random }) {
  const { argumentsOf, sampleArguments, sampleValue, preferredMedia, flattenObject } = source;
  const { params, body } = structuredClone(sampleArguments(endpoint));
  const values = [];
  const spare = [];
  for (const { name, parameter } of argumentsOf(endpoint)) {
    const { schema, required, in: place } = parameter;
    if (place === 'cookie' || (place === 'header' && !required)) continue;
    if (!required && spare.length + values.length < 6 && random.half()) {
      const value = sampleValue(schema, { direction: 'request' });
      if (isPlain(value) && Object.keys(params).length < MOST_OPTIONAL + 3) params[name] = value;
    }
    const one = { path: ['params', name], schema, name: parameter.name, place };
    if (params[name] === undefined) spare.push(one);
    else values.push({ ...one, value: params[name] });
  }
  const media = endpoint.body === undefined ? undefined : preferredMedia(endpoint.body);
  let bodyRequired;
  if (media?.schema !== undefined && isObject(body)) {
    const shape = flattenObject(media.schema);
    bodyRequired = endpoint.body.required ? shape.required : undefined;
    addMembers(body, shape, { path: ['body'], values, spare, random, sampleValue, flattenObject, levels: 2 });
  }
  const hasParams = Object.keys(params).length > 0;
  const call = { endpoint: id, ...(hasParams ? { params } : {}), ...(body === undefined ? {} : { body }) };
  const required = argumentsOf(endpoint).flatMap(({ name, parameter }) => (parameter.required ? [name] : []));
  return { call, endpoint, required, bodyRequired, values, spare, mediaType: media?.type };
}

function addMembers(body, shape, options) {
  const { path, values, spare, random, sampleValue, flattenObject, levels } = options;
  let added = 0;
  for (const [name, schema] of shape.properties) {
    if (schema.readOnly) continue;
    if (body[name] === undefined && added < MOST_OPTIONAL && random.half()) {
      const value = sampleValue(schema, { direction: 'request' });
      if (isPlain(value)) {
        body[name] = value;
        added++;
      }
    }
    const one = { path: [...path, name], schema, name, place: 'body' };
    if (body[name] === undefined) spare.push(one);
    else values.push({ ...one, value: body[name] });
    if (isObject(body[name]) && levels > 1)
      addMembers(body[name], flattenObject(schema), { ...options, path: one.path, levels: levels - 1 });
  }
}

function isPlain(value) {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
