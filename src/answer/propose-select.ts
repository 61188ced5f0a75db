import { countTokens } from '../tokens.ts';
import { isExactNumber } from './exact-number.ts';
import { type LeftOut, pathOf, TOP, toName } from './left-out.ts';
import { heldAt, stepsOf } from './remains.ts';
import { toJson, toSafeJson } from './to-json.ts';

type Members = Readonly<Record<string, unknown>>;

const MOST_FIELDS = 8;
const LONGEST_FIELD = 120;
const LEVELS = 3;
const MOST_MEMBERS = 100;
/** Characters of JSON that a token of it has at the most, about. */
const PER_TOKEN = 12;
/** Members that tell one thing from another, the most telling first. */
const TELLING: readonly RegExp[] = [
  /^(_?id|sid|gid|iid|number|key|slug|uuid|name|full_?name|display_?name|friendly_?name|title|subject|login)$/i,
  /^(status|state|phase|type|kind|email|amount|total|price|count|currency)$/i,
  /^(created|created_?at|updated_?at|date|url|html_?url|description|labels?)$/i,
];

/**
 * A JMESPath expression that gives what a cut hides and fits the budget: the telling fields of every item of the longest list,
 * else the largest part that was left out and would fit alone. Undefined where there is none.
 */
export function proposeSelect(value: unknown, leftOut: readonly LeftOut[], budget: number): string | undefined {
  const list = listIn(value, '', LEVELS);
  const proposal = list === undefined ? undefined : proposeFields(list, leftOut, budget);
  return proposal ?? proposePart(value, leftOut, budget);
}

/** The telling fields of an object, or of the items of a list, that fit the budget: of all items, else of the first ones. */
export function proposeTelling(value: unknown, budget: number): string | undefined {
  const items = Array.isArray(value) ? value : [value];
  if (!isMembers(items[0])) return undefined;
  const none: LeftOut = { kind: 'items', place: TOP, of: items.length, shown: 0 };
  const proposal = proposeFields({ path: '', items }, [none], budget);
  return Array.isArray(value) ? proposal : proposal?.replace(/^\[\]\./, '');
}

interface List {
  readonly path: string;
  readonly items: readonly unknown[];
}

/** The value itself, or the longest list of objects in it, outer ones first. */
function listIn(value: unknown, path: string, levels: number): List | undefined {
  if (Array.isArray(value)) return isMembers(value[0]) ? { path, items: value } : undefined;
  if (!isMembers(value) || levels === 0) return undefined;
  const lists = Object.entries(value)
    .slice(0, MOST_MEMBERS)
    .map(([name, held]) => listIn(held, path === '' ? toName(name) : `${path}.${toName(name)}`, levels - 1))
    .filter((list) => list !== undefined);
  // of two that are as long, the one whose items have more to say
  return lists.sort((a, b) => b.items.length - a.items.length || sizeOf(b) - sizeOf(a))[0];
}

function sizeOf({ items: [first] }: List): number {
  return isMembers(first) ? Object.keys(first).length : 0;
}

/** As many fields as fit for all items; for the first of them where not even two do. */
function proposeFields({ path, items }: List, leftOut: readonly LeftOut[], budget: number): string | undefined {
  const fields = fieldsOf(items);
  const shown = leftOut.find(({ kind, place }) => kind === 'items' && pathOf(place) === path)?.shown ?? items.length;
  for (let most = fields.length; most > 0; most--) {
    const picked = fields.slice(0, most);
    const fitting = fittingItems(items, picked, budget);
    const isWhole = fitting >= items.length;
    if (isWhole || (most <= 2 && fitting > shown))
      return `${path}[${isWhole ? '' : `:${fitting}`}].${pickText(picked)}`;
  }
  return undefined;
}

/** A scalar of an item, or of an object in it. */
interface Field {
  /** The name it gets in the answer. */
  readonly alias: string;
  readonly path: readonly string[];
}

function pickText(fields: readonly Field[]): string {
  return `{${fields.map(({ alias, path }) => `${toName(alias)}: ${path.map(toName).join('.')}`).join(', ')}}`;
}

const TRIES = 12;

/** How many items fit with these fields alone. */
function fittingItems(items: readonly unknown[], fields: readonly Field[], budget: number): number {
  const picked = items.map((item) =>
    Object.fromEntries(fields.map(({ alias, path }) => [alias, heldAt(item, path) ?? null])),
  );
  let count = picked.length;
  for (let round = 0; round < TRIES && count > 0; round++) {
    const json = toJson(picked.slice(0, count), budget * PER_TOKEN);
    const cost = json === undefined ? Number.POSITIVE_INFINITY : countTokens(toSafeJson(json));
    if (cost <= budget) return count;
    count = Math.min(count - 1, Math.floor(count * Math.max(0.3, Math.min(0.95, (budget / cost) * 0.97))));
  }
  return 0;
}

/** Short scalars of the first items, the telling ones first; where an item says little of itself, those of its objects too (`metadata.name`). */
function fieldsOf(items: readonly unknown[]): readonly Field[] {
  const first = items.slice(0, 5).filter(isMembers);
  const own = rankedFields(
    first,
    namesIn(first).map((name) => ({ alias: name, path: [name] })),
  );
  if (own.filter(({ alias }) => TELLING.some((pattern) => pattern.test(alias))).length >= ENOUGH) return own;
  const inner = namesIn(first).flatMap((name) => {
    const objects = first.map((item) => item[name]).filter(isMembers);
    return namesIn(objects).map((alias) => ({ alias, path: [name, alias] }));
  });
  const taken = new Set(own.map(({ alias }) => alias));
  const free = rankedFields(first, inner).filter(({ alias }) => !taken.has(alias) && taken.add(alias));
  const isTelling = ({ alias }: Field): boolean => TELLING.some((pattern) => pattern.test(alias));
  return [...free.filter(isTelling), ...own, ...free.filter((field) => !isTelling(field))].slice(0, MOST_FIELDS);
}

const ENOUGH = 3;

function namesIn(objects: readonly Members[]): readonly string[] {
  return [...new Set(objects.flatMap((each) => Object.keys(each).slice(0, MOST_MEMBERS)))].filter(
    (name) => name.length <= 60,
  );
}

/** The telling ones first; of the others those that differ between items, since the same value in all of them tells nothing. */
function rankedFields(items: readonly Members[], fields: readonly Field[]): readonly Field[] {
  const short = fields.filter(({ path }) => items.every((item) => isShort(heldAt(item, path))));
  // `@odata.type` and the like are notes of the format
  const own = short.filter(({ alias }) => !/^[@$]/.test(alias));
  const varied = own.filter(({ path }) => new Set(items.map((item) => heldAt(item, path))).size > 1);
  const telling = TELLING.flatMap((pattern) => short.filter(({ alias }) => pattern.test(alias)));
  return [...new Set([...telling, ...varied])].slice(0, MOST_FIELDS);
}

/** The largest part that the cut took and that fits alone. */
function proposePart(value: unknown, leftOut: readonly LeftOut[], budget: number): string | undefined {
  const parts = leftOut.filter(({ kind, place }) => kind !== 'members' && place.parent !== undefined);
  for (const { place } of parts.slice(0, 20).sort((a, b) => b.of - a.of)) {
    const path = pathOf(place);
    const held = path.includes('[]') ? undefined : heldAt(value, stepsOf(place));
    const json = held === undefined ? undefined : toJson(held, budget * PER_TOKEN);
    if (json !== undefined && countTokens(toSafeJson(json)) <= budget) return path;
  }
  return undefined;
}

function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST_FIELD;
  return typeof value !== 'object' || value === null || isExactNumber(value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
