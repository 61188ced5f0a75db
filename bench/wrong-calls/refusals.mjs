// Calls that an upstream refuses: a rule the description does not have, a value Trivium was told not to check, a state that has changed.
import { build } from './right-calls.mjs';
import { FORMS } from './upstream.mjs';

const SIMPLE = new Set(['string', 'integer', 'number', 'boolean']);

export const REFUSALS = [
  ...Object.entries(FORMS).flatMap(([form, refuse]) => [
    { kind: form, make: (given) => missing(given, refuse) },
    { kind: form, make: (given) => invalid(given, refuse) },
  ]),
  { kind: '412, an ETag is wanted', count: 1, make: conditional },
  { kind: '409, another sha is wanted', count: 1, make: outdated },
  { kind: '415, another type is wanted', count: 1, make: otherType },
  { kind: '406, another type is given', count: 1, make: otherAnswer },
];

/** The upstream insists on what the description calls optional. */
function missing({ right, random, source }, refuse) {
  const spare = random.pick(right.spare.filter((each) => isSimple({ ...each, mediaType: right.mediaType }, source)));
  if (spare === undefined) return undefined;
  const rule = ruleOf(spare, { source, refuse, missing: true, only: right.endpoint });
  return { call: right.call, meant: right.endpoint, rule };
}

/** A value that does not fit the description, sent unchecked (`--validate off`). */
function invalid({ right, random, source }, refuse) {
  const tried = random.pick(
    right.values.filter(
      (each) =>
        each.place !== 'path' &&
        isSimple({ ...each, mediaType: right.mediaType }, source) &&
        wrongFor(each.schema) !== undefined,
    ),
  );
  if (tried === undefined) return undefined;
  const call = structuredClone(right.call);
  const holder = tried.path.slice(0, -1).reduce((at, part) => at[part], call);
  holder[tried.path.at(-1)] = wrongFor(tried.schema);
  const rule = ruleOf(tried, { source, refuse, missing: false, only: right.endpoint });
  return { call, meant: right.endpoint, rule, validate: 'off' };
}

function wrongFor({ enum: values, types, format, minimum }) {
  if (values !== undefined) return values.length > 1 && typeof values[0] === 'string' ? 'other' : undefined;
  if (types.includes('integer') || types.includes('number')) return minimum === undefined ? 'many' : minimum - 1;
  if (types.includes('boolean')) return 'maybe';
  return /^(date|date-time|uuid)$/.test(format ?? '') ? 'yesterday' : undefined;
}

function isSimple({ schema, place, mediaType }, { fitsSchema }) {
  const [type] = schema.types;
  // the upstream does not take parts apart
  if (place === 'body' && !/json|urlencoded/.test(mediaType)) return false;
  const isKnown = place === 'body' || place === 'query';
  return isKnown && SIMPLE.has(type) && !schema.readOnly && !fitsSchema({}, schema, 'request');
}

function ruleOf({ path, schema, name, place }, { source, refuse, missing: isMissing, only }) {
  const inBody = path.slice(1);
  return (came) => {
    if (came.method !== only.method) return undefined;
    const value =
      place === 'query'
        ? came.query.get(name)
        : inBody.reduce((at, part) => (typeof at === 'object' && at !== null ? at[part] : undefined), came.body);
    const fits = formsOf(value).some((each) => source.fitsSchema(each, schema, 'request'));
    if (value !== undefined && value !== null && fits) return undefined;
    const shown = place === 'query' ? [name] : inBody;
    return refuse({ name, path: shown, place, missing: isMissing && (value === undefined || value === null), value });
  };
}

/** What came as text may be a number. */
function formsOf(value) {
  if (typeof value !== 'string') return [value];
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return [
    value,
    ...(Number.isNaN(number) ? [] : [number]),
    ...(/^(true|false)$/.test(value) ? [value === 'true'] : []),
  ];
}

const ETAG = '"33a64df551425fcc"';

function conditional({ api, random, source }) {
  const endpoint = random.pick(api.conditional);
  if (endpoint === undefined) return undefined;
  const rule = ({ method, headers }) => {
    if (method === 'GET') return { status: 200, headers: { etag: ETAG }, body: { id: '1' } };
    if (headers['if-match'] === ETAG) return undefined;
    return { status: 412, body: { type: 'error', status: 412, code: 'precondition_failed', message: 'Changed since' } };
  };
  return { call: least(endpoint, { random, source }), meant: endpoint, rule };
}

function outdated({ api, random, source }) {
  const endpoint = random.pick(api.versioned);
  if (endpoint === undefined) return undefined;
  const call = least(endpoint, { random, source });
  const rule = ({ method, body }) => {
    if (method === 'GET') return { status: 200, body: { name: 'a', sha: 'abc123', type: 'file' } };
    return body?.sha === 'abc123' ? undefined : { status: 409, body: { message: 'does not match', status: '409' } };
  };
  return { call: random.half() ? call : { ...call, body: { ...call.body, sha: 'old111' } }, meant: endpoint, rule };
}

/** A call of an endpoint with no more than it needs. */
function least(endpoint, { random, source }) {
  return build(endpoint, endpoint.id, { source, random: { ...random, half: () => false } }).call;
}

function otherType({ right, random }) {
  const types = right.endpoint.body?.media.map(({ type }) => type) ?? [];
  const wanted = random.pick(
    types.filter((type) => type !== right.mediaType && /json/.test(type) && !/json-patch/.test(type)),
  );
  if (wanted === undefined || typeof right.call.body !== 'object' || Array.isArray(right.call.body)) return undefined;
  const rule = ({ headers }) =>
    headers['content-type'] === wanted
      ? undefined
      : { status: 415, headers: { 'accept-patch': wanted }, body: { message: 'unsupported' } };
  return { call: right.call, meant: right.endpoint, rule };
}

function otherAnswer({ right }) {
  const types = [...new Set(right.endpoint.responses.flatMap(({ media }) => media.map(({ type }) => type)))];
  if (types.length < 2) return undefined;
  const wanted = types.at(-1);
  const rule = ({ headers }) =>
    headers.accept === wanted ? undefined : { status: 406, body: { message: 'not acceptable' } };
  return { call: right.call, meant: right.endpoint, rule };
}
