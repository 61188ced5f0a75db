import { type FaultPath, parseFaultPath, readPlace, toFaultPath } from './fault-path.ts';

/** One value of a request that an upstream objects to, and why, in its own words. */
export interface Fault extends FaultPath {
  readonly text: string;
}

type Members = Readonly<Record<string, unknown>>;

const MOST_FAULTS = 20;
const DEEPEST = 6;
/** Members that hold what is wrong, one entry a fault, or lead there. */
const HOLDERS =
  /^(errors?|issues|details?|causes|fieldviolations|badrequest|violations|invalidparams|validationerrors|fielderrors|validation|problems|innererrors?|data|extensions|fault|parameters|messages)$/;
/** Members that hold faults by the name of the field. */
const MAPS = /^(errors?|fielderrors|validationerrors|modelstate|fields|invalidfields|details?|messages)$/;

/**
 * The values that an error body names: RFC 9457's and 7807's lists, JSON:API, GitHub, Stripe, FastAPI, Rails, Laravel, ASP.NET, Kubernetes,
 * Google, OData, Zod, Spring and what resembles them.
 */
export function readFaults(body: unknown): readonly Fault[] {
  const found: Fault[] = [];
  visit(body, { found, depth: 0 });
  if (isMembers(body) && found.length === 0) found.push(...mapFaults(body, [], 1, true));
  const different = new Map(found.map((fault) => [`${fault.in} ${fault.path.join('.')}`, fault]));
  return [...different.values()].slice(0, MOST_FAULTS);
}

interface Walk {
  readonly found: Fault[];
  readonly depth: number;
}

function visit(value: unknown, { found, depth }: Walk): void {
  if (depth > DEEPEST || found.length >= MOST_FAULTS) return;
  const below = { found, depth: depth + 1 };
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MOST_FAULTS)) visit(item, below);
    return;
  }
  if (!isMembers(value)) return;
  // the outermost `path` is the address that was asked for (Spring)
  const own = entryFault(value, depth === 0);
  if (own !== undefined) found.push(own);
  for (const [name, held] of Object.entries(value)) {
    const plain = folded(name);
    if (typeof held !== 'object' || held === null || !HOLDERS.test(plain)) {
      if (MAPS.test(plain) && isMembers(held)) found.push(...mapFaults(held, [], 1, false));
      continue;
    }
    const before = found.length;
    visit(held, below);
    if (found.length === before && MAPS.test(plain) && isMembers(held)) found.push(...mapFaults(held, [], 1, false));
  }
}

const NAMING = [
  'field',
  'param',
  'parameter',
  'pointer',
  'target',
  'property',
  'propertyPath',
  'attribute',
  'fieldName',
  'instancePath',
  'dataPath',
  'argument',
] as const;
/** Of an entry of a list only: outermost they are something else. */
const NAMING_INSIDE = ['path', 'name', 'loc'] as const;

function entryFault(entry: Members, isOutermost: boolean): Fault | undefined {
  const told = textOf(entry);
  if (isMembers(entry.source)) {
    const { pointer, parameter, header } = entry.source;
    if (typeof pointer === 'string') return named(pointer, told, 'body');
    if (typeof parameter === 'string') return named(parameter, told, 'query');
    if (typeof header === 'string') return named(header, told, 'header');
  }
  const place = readPlace(entry.location ?? entry.in);
  const missing = isMembers(entry.params) ? entry.params.missingProperty : undefined;
  for (const key of isOutermost ? NAMING : [...NAMING, ...NAMING_INSIDE]) {
    const said = entry[key];
    // an entry that only has a name is a thing, not a fault
    if (said === undefined || (key === 'name' && told === '')) continue;
    const path = Array.isArray(said) ? toFaultPath(said) : typeof said === 'string' ? parsed(said, missing) : undefined;
    if (path !== undefined) return { ...path, in: path.in ?? place, text: told };
  }
  // Google: `location: "body.name"`, `locationType: "parameter"`
  if (!isOutermost && place === undefined && typeof entry.location === 'string') return named(entry.location, told);
  return typeof missing === 'string' ? named(missing, told, 'body') : undefined;
}

/** Ajv names the object, and beside it the member that it lacks. */
function parsed(said: string, missing: unknown): FaultPath | undefined {
  return parseFaultPath(typeof missing === 'string' ? `${said}/${missing}` : said);
}

function named(text: string, told: string, place?: Fault['in']): Fault | undefined {
  const path = parseFaultPath(text);
  return path === undefined ? undefined : { ...path, in: path.in ?? place, text: told };
}

/** `{ title: ["can't be blank"], "items.0": "…" }`; `isStrict` where nothing but lists of texts makes it one (Django). */
function mapFaults(map: Members, above: readonly string[], depth: number, isStrict: boolean): readonly Fault[] {
  const entries = Object.entries(map).slice(0, MOST_FAULTS * 2);
  if (isStrict && !entries.every(([, held]) => isTexts(held))) return [];
  return entries.flatMap(([name, held]): readonly Fault[] => {
    const path = parseFaultPath(name);
    if (path === undefined) return [];
    const whole = { path: [...above, ...path.path], in: path.in };
    if (typeof held === 'string') return NOT_FIELDS.test(name) ? [] : [{ ...whole, text: held }];
    if (isTexts(held)) return [{ ...whole, text: held.join('; ') }];
    if (isMembers(held) && depth < DEEPEST) {
      const told = textOf(held);
      return told !== '' ? [{ ...whole, text: told }] : mapFaults(held, whole.path, depth + 1, false);
    }
    return [];
  });
}

/** What describes an error as a whole. */
const NOT_FIELDS =
  /^(code|message|status|type|title|detail|error|error_?description|description|reason|request_?id|doc(umentation)?_?url|more_?info|help|domain|metadata|trace_?id|timestamp|instance|log_?id|@type|kind|group|name|uid|retryAfterSeconds)$/i;

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

const SAYING = [
  'detail',
  'message',
  'msg',
  'defaultMessage',
  'reason',
  'description',
  'title',
  'error',
  'code',
] as const;

function textOf(entry: Members): string {
  return SAYING.map((key) => entry[key]).find((said): said is string => typeof said === 'string' && said !== '') ?? '';
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
