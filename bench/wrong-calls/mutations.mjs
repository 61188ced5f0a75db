// Ways to be wrong. Each takes a right call and what is known of its endpoint, and gives a wrong call, or undefined where it does not apply.
//   MUTATIONS[kind]({ call, endpoint, random }) → call

export const MUTATIONS = {
  'missing parameter': ({ call, required, random }) => {
    const name = random.pick(required.filter((each) => call.params?.[each] !== undefined));
    return name === undefined ? undefined : { ...call, params: without(call.params, name) };
  },
  'misspelt parameter': ({ call, random }) => {
    const name = random.pick(Object.keys(call.params ?? {}).filter((each) => each.length > 3));
    return name === undefined ? undefined : { ...call, params: renamed(call.params, name, misspelt(name, random)) };
  },
  'misspelt or wrongly cased body field': ({ call, random }) => {
    const name = random.pick(Object.keys(objectIn(call.body)).filter((each) => each.length > 3));
    if (name === undefined) return undefined;
    const other = /_|[a-z][A-Z]/.test(name) && random.half() ? otherCase(name) : misspelt(name, random);
    return { ...call, body: renamed(call.body, name, other) };
  },
  'wrong type': (given) =>
    changed(given, ({ schema, value }) => {
      const [type] = schema.types;
      if (schema.enum !== undefined) return undefined;
      if (type === 'integer' || type === 'number') return 'many';
      if (type === 'boolean') return 'maybe';
      if (type === 'object') return 'text';
      if (type === 'string' && typeof value === 'string') return { value };
      return undefined;
    }),
  'value outside an enum': (given) =>
    changed(given, ({ schema, value }) => {
      if (schema.enum === undefined || schema.enum.length < 2 || typeof value !== 'string') return undefined;
      return given.random.half() && value.length > 4 ? misspelt(value, given.random) : 'something else';
    }),
  'limit, format or pattern': (given) =>
    changed(given, ({ schema, value }) => {
      if (schema.enum !== undefined) return undefined;
      if (schema.minimum !== undefined && typeof value === 'number') return schema.minimum - 1;
      if (schema.maximum !== undefined && typeof value === 'number') return schema.maximum + 1;
      if (schema.pattern !== undefined && typeof value === 'string') return '?! ';
      if (/^(date|date-time|uuid|uri|email)$/.test(schema.format ?? '') && typeof value === 'string')
        return 'yesterday';
      if (schema.maxLength !== undefined && schema.maxLength < 500 && typeof value === 'string')
        return 'x'.repeat(schema.maxLength + 1);
      return undefined;
    }),
  'wrong endpoint': ({ call, endpoint, random }) => {
    const ways = [
      () => misspelt(endpoint.id, random),
      () => `${endpoint.method} ${endpoint.path.replace(/([a-z]+)s?(\/|$)(?!.*[a-z])/, 'the_$1$2')}`,
      () => `${endpoint.id}_endpoint`,
      () => `${endpoint.method} /api/v9${endpoint.path}`.replace(/\{[^}]+\}/g, 'x'),
    ];
    return { ...call, endpoint: random.pick(ways)() };
  },
  'body as something else': ({ call, random }) =>
    call.body === undefined ? undefined : { ...call, body: random.pick(['please create it', 7, [], true]) },
  'missing body or member': ({ call, bodyRequired, random }) => {
    if (call.body === undefined || bodyRequired === undefined) return undefined;
    const name = random.pick([...bodyRequired].filter((each) => call.body[each] !== undefined));
    if (name === undefined || random.half()) return without(call, 'body');
    return { ...call, body: without(call.body, name) };
  },
  'unknown parameter': ({ call, random }) => {
    const name = random.pick(['verbose_output', 'apiVersion', 'include_everything', 'fmt', 'user_agent_hint']);
    return { ...call, params: { ...call.params, [name]: 'true' } };
  },
  'wrong media type': ({ call, endpoint, random }) => {
    const name = endpoint.body !== undefined && random.half() ? 'Content-Type' : 'Accept';
    return { ...call, params: { ...call.params, [name]: random.pick(['text/x-unheard-of', 'application/x-none']) } };
  },
  'select in jq or JSONPath': ({ call, random }) => ({
    ...call,
    select: random.pick([
      '.items[] | .id',
      '$.items[*].name',
      '.items | map(.id)',
      'items[] | {id, name}',
      '.items[] | select(.name == "a") | .id',
      '$.items[?(@.id==1)].name',
      '.items[0].name',
    ]),
  }),
  'wrong tool argument': ({ call, random }) => {
    const { params, ...others } = call;
    const ways = [
      ...(params === undefined
        ? []
        : ['parameters', 'param', 'arguments', 'query_params', 'path_params'].map((name) => ({
            ...others,
            [name]: params,
          }))),
      ...(call.body === undefined
        ? []
        : ['data', 'payload', 'requestBody', 'json'].map((name) => ({ ...without(call, 'body'), [name]: call.body }))),
      { ...call, pages: 'all' },
      { ...call, pages: 0 },
      { ...call, params: ['id', 'x'] },
      { ...call, dry_run: 'no thanks' },
      ...(params === undefined ? [] : [{ ...others, headers: { Accept: 'application/json' }, params }]),
    ];
    return random.pick(ways);
  },
};

/** Mistakes that can be made in the same call. */
const TOGETHER = [
  ['misspelt parameter', 'misspelt or wrongly cased body field'],
  ['misspelt parameter', 'value outside an enum'],
  ['missing parameter', 'wrong type'],
  ['missing parameter', 'unknown parameter'],
  ['limit, format or pattern', 'unknown parameter'],
  ['wrong type', 'missing body or member'],
];

MUTATIONS['two mistakes at once'] = (given) => {
  const [first, second] = given.random.pick(TOGETHER);
  const call = MUTATIONS[first](given);
  if (call === undefined) return undefined;
  const values = given.values.filter(({ path, value }) => path.reduce((at, part) => at?.[part], call) === value);
  return MUTATIONS[second]({ ...given, call, values });
};

/** A call with one value changed that `change` finds fitting. */
function changed({ call, values, random }, change) {
  const fitting = values.flatMap((each) => {
    const value = change(each);
    return value === undefined ? [] : [{ ...each, value }];
  });
  const chosen = random.pick(fitting);
  if (chosen === undefined) return undefined;
  const next = structuredClone(call);
  const holder = chosen.path.slice(0, -1).reduce((at, part) => at[part], next);
  holder[chosen.path.at(-1)] = chosen.value;
  return next;
}

export function without(object, name) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

function renamed(object, from, to) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key === from ? to : key, value]));
}

function objectIn(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function misspelt(name, random) {
  const at = 1 + random.below(Math.max(1, name.length - 2));
  const ways = [
    () => name.slice(0, at) + name.slice(at + 1),
    () => name.slice(0, at) + name[at] + name.slice(at),
    () => name.slice(0, at) + (name[at + 1] ?? 'x') + name[at] + name.slice(at + 2),
  ];
  const wrong = random.pick(ways)();
  return wrong === name ? `${name}x` : wrong;
}

function otherCase(name) {
  return name.includes('_')
    ? name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
    : name.replace(/([a-z])([A-Z])/g, (_, before, after) => `${before}_${after.toLowerCase()}`);
}
