// Values that a schema admits, made from its text with a seeded random source: the arguments of the calls that are judged.
import { createRequire } from 'node:module';

const fromJudge = createRequire(new URL('../../test/judge/package.json', import.meta.url));

/** What a variant fills: `required` the least, `full` every member, `random` any of it. */
export const VARIANTS = ['required', 'full', 'random'];

const FORMATS = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'P1D',
  email: 'user@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/a?b=c',
  url: 'https://example.com/a',
  'uri-reference': '/a/b',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  byte: 'aGVsbG8=',
  'json-pointer': '/a/b',
  regex: '^a+$',
};

const TEXTS = [
  'plain',
  'two words',
  'a&b=c',
  '50% + 1',
  'a,b',
  'q?x#y',
  'ünï-çødé',
  '日本',
  '"quoted"',
  'a|b;c',
  "o'clock",
];
const ASCII = TEXTS.filter((text) => /^[ -~]*$/.test(text));
const DEEPEST_OPTIONAL = 3;
const DEEPEST = 10;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = [...seed].reduce((hash, character) => Math.imul(hash ^ character.charCodeAt(0), 16777619), 2166136261);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A maker of values for one document; `ascii` for what travels in a header. */
export function createMaker(resolve, { variant, random }) {
  const isRandom = variant === 'random';
  const pick = (list) => list[isRandom ? Math.floor(random() * list.length) : 0];
  const chance = () => variant === 'full' || (isRandom && random() < 0.5);

  function make(given, context = { depth: 0, path: [] }) {
    const schema = resolve(given) ?? {};
    if (typeof schema === 'boolean' || context.depth > DEEPEST) return 'x';
    const at = { ...context, depth: context.depth + 1, path: [...context.path, schema] };
    const parts = partsOf(schema);
    const listed = parts.findLast((part) => part.enum !== undefined || part.const !== undefined);
    if (listed !== undefined) {
      const values = listed.enum ?? [listed.const];
      return pick(
        values.filter((value) => value !== null).length > 0 ? values.filter((value) => value !== null) : values,
      );
    }
    const unions = parts.flatMap((part) => [part.oneOf, part.anyOf]).filter((arms) => arms?.length > 0);
    const chosen = unions.map((arms) => pick(armsOf(arms, at)));
    const all = [...parts, ...chosen.flatMap((arm) => partsOf(resolve(arm) ?? {}))];
    const inner = chosen.length === 1 ? resolve(chosen[0]) : undefined;
    const type = typeOf(all);
    if (inner !== undefined && type !== 'object') return make(inner, at);
    if (type === 'object') return makeObject(all, chosen, at);
    if (type === 'array') return makeArray(all, at);
    if (type === 'string') return makeString(all, context.ascii === true);
    if (type === 'integer' || type === 'number') return makeNumber(all, type);
    if (type === 'boolean') return isRandom ? random() < 0.5 : true;
    return type === 'null' ? null : pick(context.ascii === true ? ASCII : TEXTS);
  }

  function partsOf(schema, depth = 0) {
    if (depth > 8 || typeof schema !== 'object' || schema === null) return [];
    return [...(schema.allOf ?? []).flatMap((part) => partsOf(resolve(part), depth + 1)), schema];
  }

  /** Not what leads back to where we are, and no `null` where there is something else. */
  function armsOf(arms, { path }) {
    const open = arms.filter((arm) => !path.includes(resolve(arm)) && resolve(arm)?.type !== 'null');
    return open.length > 0 ? open : arms;
  }

  function typeOf(parts) {
    for (const part of [...parts].reverse()) {
      const types = [part.type].flat().filter((type) => type !== undefined && type !== 'null');
      if (types.length > 0) return pick(types);
      if (part.properties !== undefined || part.required !== undefined) return 'object';
      if (part.items !== undefined) return 'array';
    }
    return parts.some(({ type }) => type === 'null') ? 'null' : undefined;
  }

  function makeObject(parts, chosen, at) {
    const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
    const required = new Set(parts.flatMap((part) => (Array.isArray(part.required) ? part.required : [])));
    // what a choice among sets of members asks for
    for (const arm of chosen) for (const name of resolve(arm)?.required ?? []) required.add(name);
    const names = Object.keys(properties).filter(
      (name) => properties[name] !== false && resolve(properties[name])?.readOnly !== true,
    );
    const isWanted = (name) =>
      required.has(name) || (at.depth <= DEEPEST_OPTIONAL && !isCircular(properties[name], at) && chance());
    const wanted = names.filter(isWanted);
    const least = Math.max(0, ...parts.map((part) => part.minProperties ?? 0));
    const most = Math.min(
      Number.POSITIVE_INFINITY,
      ...parts.map((part) => part.maxProperties ?? Number.POSITIVE_INFINITY),
    );
    for (const name of names) if (wanted.length < least && !wanted.includes(name)) wanted.push(name);
    const kept = wanted.filter((name, index) => required.has(name) || index < most);
    const value = Object.fromEntries(kept.map((name) => [name, make(properties[name], at)]));
    const other = parts.map((part) => part.additionalProperties).find((each) => each !== undefined);
    const isOpen = other !== false && !parts.some((part) => part.additionalProperties === false);
    const extra = typeof other === 'object' ? other : { type: 'string' };
    for (const name of required) if (!(name in properties) && isOpen) value[name] = make(extra, at);
    const room = typeof other === 'object' && names.length === 0 && chance() ? 1 : 0;
    for (let index = 1; isOpen && Object.keys(value).length < Math.max(least, room); index++)
      value[nameFor(parts, index)] = make(extra, at);
    for (const part of parts) applyDiscriminator(value, part, chosen);
    return value;
  }

  function nameFor(parts, index) {
    const names = parts.map((part) => part.propertyNames).find((each) => each !== undefined);
    return names === undefined ? `key${index}` : String(make(names));
  }

  function applyDiscriminator(value, { discriminator }, chosen) {
    const property = typeof discriminator === 'string' ? undefined : discriminator?.propertyName;
    const reference = chosen.find((arm) => arm?.$ref !== undefined)?.$ref;
    if (property === undefined || reference === undefined) return;
    const mapping = Array.isArray(discriminator.mapping) ? {} : (discriminator.mapping ?? {});
    const mapped = Object.entries(mapping).find(
      ([, target]) => target === reference || reference.endsWith(`/${target}`),
    );
    const own = resolve(resolve({ $ref: reference })?.properties?.[property]);
    const inherited = (resolve({ $ref: reference })?.allOf ?? []).map((part) =>
      resolve(resolve(part)?.properties?.[property]),
    );
    if ([own, ...inherited].every((each) => each?.enum === undefined && each?.const === undefined))
      value[property] = mapped?.[0] ?? reference.split('/').at(-1);
  }

  function isCircular(schema, { path }) {
    const target = resolve(schema);
    return path.includes(target) || path.includes(resolve(target?.items));
  }

  function makeArray(parts, at) {
    const last = (key) => parts.map((part) => part[key]).findLast((each) => each !== undefined);
    const items = last('items') ?? {};
    const least = Math.max(0, ...parts.map((part) => part.minItems ?? 0));
    const most = Math.min(20, ...parts.map((part) => part.maxItems ?? 20));
    const tuple = last('prefixItems') ?? [];
    const usual = variant === 'required' ? 1 : variant === 'full' ? 2 : Math.floor(random() * 4);
    const isTooDeep = isCircular(items, at) || at.depth > DEEPEST_OPTIONAL;
    // an empty list in a query or a form cannot be told from none
    const length = Math.min(most, Math.max(least, tuple.length, isTooDeep ? 0 : Math.max(1, usual)));
    const values = Array.from({ length }, (_, index) => make(tuple[index] ?? items, at));
    return last('uniqueItems') === true ? unique(values, items, least) : values;
  }

  function unique(values, items, least) {
    const different = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
    const choices = resolve(items)?.enum ?? [];
    for (const choice of choices) if (different.length < least && !different.includes(choice)) different.push(choice);
    for (let index = 1; different.length < least && index < 20; index++) different.push(`${different[0]}${index}`);
    return different;
  }

  function makeString(parts, ascii) {
    const last = (key) => parts.map((part) => part[key]).findLast((each) => each !== undefined);
    const least = Math.max(0, ...parts.map((part) => part.minLength ?? 0));
    const most = Math.min(Number.POSITIVE_INFINITY, ...parts.map((part) => part.maxLength ?? Number.POSITIVE_INFINITY));
    const pattern = last('pattern');
    const byFormat = FORMATS[last('format')];
    if (byFormat !== undefined && (pattern === undefined || compile(pattern)?.test(byFormat))) return byFormat;
    if (pattern !== undefined) return fromPattern(pattern, parts, { least, most, random });
    const text = isRandom ? pick(ascii ? ASCII : TEXTS) : 'string';
    return [...text.padEnd(least, 'x')].slice(0, most).join('');
  }

  function makeNumber(parts, type) {
    const bound = (key) => parts.map((part) => part[key]).filter((each) => typeof each === 'number');
    const step = bound('multipleOf')[0] ?? (type === 'integer' ? 1 : 0.5);
    const isOpen = (key) => parts.some((part) => part[key] === true);
    const gap = (key) => (isOpen(key) ? step : 0);
    const low = Math.max(
      ...bound('minimum').map((each) => each + gap('exclusiveMinimum')),
      ...bound('exclusiveMinimum').map((each) => each + step),
      -Infinity,
    );
    const high = Math.min(
      ...bound('maximum').map((each) => each - gap('exclusiveMaximum')),
      ...bound('exclusiveMaximum').map((each) => each - step),
      Infinity,
    );
    const from = Number.isFinite(low) ? low : Math.min(1, high);
    const spread = Math.max(0, Math.min(high - from, 1000));
    const wanted = isRandom ? from + random() * spread : from;
    const whole = Math.ceil(wanted / step) * step;
    return Number((whole <= high ? whole : Math.floor(wanted / step) * step).toPrecision(12));
  }

  return make;
}

let faker;

/** json-schema-faker, which comes with Prism, knows how to write a text for a pattern. */
function fromPattern(pattern, parts, { least, most, random }) {
  faker ??= fromJudge('json-schema-faker').default ?? fromJudge('json-schema-faker');
  faker.option({ random, failOnInvalidFormat: false, failOnInvalidTypes: false });
  const tester = compile(pattern);
  const fits = (text) =>
    typeof text === 'string' && text.length >= least && text.length <= most && (tester?.test(text) ?? true);
  const told = parts.flatMap((part) => [
    part.example,
    part.default,
    ...(Array.isArray(part.examples) ? part.examples : []),
  ]);
  for (let attempt = 0; attempt < 20; attempt++) {
    const text = faker.generate({ type: 'string', pattern });
    if (fits(text)) return text;
  }
  return told.find(fits) ?? FORMATS[parts.at(-1)?.format] ?? 'string';
}

function compile(pattern) {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}
