import { toOneLine } from '../plain-text.ts';
import { closest, isMisspelt } from '../suggest.ts';
import { toName } from './left-out.ts';
import { findMissed, isMembers, type Missed, type Reached, type Unequal } from './missed-names.ts';
import { shapeOf } from './shape.ts';

const LONGEST_PATH = 120;
/** Values that are looked through for what may be meant. */
const MOST_VALUES = 50;
const MOST_NAMES = 500;
const DEEPEST_MEMBER = 5;

export interface Explaining {
  /** What the expression picked of the value. */
  readonly selected: unknown;
  /** Tokens the explanation may cost. */
  readonly budget: number;
}

/**
 * Why an expression picks nothing of a value, or nothing for a member of what it makes: which part is not there, what may be meant
 * instead, and the shape at the deepest point that is there. Undefined where it picks what there is, be it null or an empty list.
 */
export function explainSelect(tree: unknown, value: unknown, { selected, budget }: Explaining): string | undefined {
  const isEmpty = isNothing(selected) && !isNothing(value);
  const { missed, unequal, isWhole } = findMissed(tree, value);
  const [first] = isEmpty ? missed : missed.filter(({ member }) => member !== undefined);
  if (first !== undefined) return missedText(first, { value, isEmpty, budget });
  if (!isEmpty) return undefined;
  const [other] = unequal;
  if (other !== undefined) return unequalText(other);
  return isWhole ? undefined : `select matched nothing; the body has the shape ${shapeOf(value, budget)}`;
}

/** Nothing at all, or only members that are null. */
function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.every((each) => each === null || (isMembers(each) && isNothing(each)));
  return isMembers(value) && Object.keys(value).length > 0 && Object.values(value).every((each) => each === null);
}

interface Telling {
  readonly value: unknown;
  readonly isEmpty: boolean;
  readonly budget: number;
}

function missedText({ at, name, member }: Missed, { value, isEmpty, budget }: Telling): string {
  const values = at.values ?? [];
  const place = at.path === '' ? 'the body' : toOneLine(at.path, LONGEST_PATH);
  const isList = name !== undefined && values.every((each) => Array.isArray(each));
  const lacks =
    name === undefined ? 'is no list' : isList ? 'is a list' : `has no ${toOneLine(toName(name), LONGEST_PATH)}`;
  const meant = meantBy({ at, name, value });
  const question = meant === undefined ? ';' : `; did you mean ${toOneLine(meant, LONGEST_PATH)}?`;
  const head = isEmpty ? 'select matched nothing' : `${toOneLine(member ?? '', LONGEST_PATH)} is null everywhere`;
  return `${head}: ${place} ${lacks}${question} it has the shape ${shapeOf(merged(values), budget)}`;
}

interface Meaning {
  readonly at: Reached;
  readonly name: string | undefined;
  /** The whole body. */
  readonly value: unknown;
}

/** The path that is most likely meant: a like name, the same one behind a list or in an envelope, a name that is near. */
function meantBy({ at, name, value }: Meaning): string | undefined {
  const first = (at.values ?? []).slice(0, MOST_VALUES);
  const isWanted = (key: string, held: unknown): boolean => (name === undefined ? Array.isArray(held) : key === name);
  const search: Search = { isWanted, left: MOST_LOOKED_AT };
  const found = firstOf(first, (each) => findBelow(each, at.path, search));
  if (name === undefined) return found === undefined ? undefined : `${found}[]`;
  const names = [...new Set(first.filter(isMembers).flatMap((each) => Object.keys(each).slice(0, MOST_NAMES)))];
  const misspelt = names.find((each) => isMisspelt(name, each));
  if (misspelt !== undefined) return joined(at.path, misspelt);
  const elsewhere = found ?? findBelow(value, '', search);
  if (elsewhere !== undefined) return elsewhere;
  const [near] = closest(name, names, 1);
  return near === undefined ? onlyList(at, name) : joined(at.path, near);
}

const LIST_NAMES = /^(items|data|results?|values?|entries|records|list|rows|nodes|edges|content|hits)$/i;

/** What was meant by a usual name of a list: the list itself, or the only one there is. */
function onlyList({ path, values = [] }: Reached, name: string): string | undefined {
  const [first] = values;
  if (!LIST_NAMES.test(name)) return undefined;
  if (Array.isArray(first)) return `${path}[]`;
  const lists = isMembers(first) ? Object.keys(first).filter((key) => Array.isArray(first[key])) : [];
  const [only] = lists;
  return only === undefined || lists.length > 1 ? undefined : `${joined(path, only)}[]`;
}

interface Search {
  readonly isWanted: (name: string, held: unknown) => boolean;
  /** Values that may still be looked at: a body can be as wide as it likes. */
  left: number;
}

const MOST_LOOKED_AT = 10_000;

/** The path of the first member that is wanted, outer ones first. */
function findBelow(value: unknown, path: string, search: Search, levels = DEEPEST_MEMBER): string | undefined {
  if (levels === 0 || search.left-- <= 0) return undefined;
  if (Array.isArray(value)) {
    const items = value.slice(0, ITEMS_LOOKED_AT).filter(isMembers);
    return firstOf(items, (item) => findBelow(item, `${path}[]`, search, levels - 1));
  }
  if (!isMembers(value)) return undefined;
  const members = Object.entries(value).slice(0, MOST_NAMES);
  const own = members.find(([name, held]) => search.isWanted(name, held));
  if (own !== undefined) return joined(path, own[0]);
  return firstOf(members, ([name, held]) => findBelow(held, joined(path, name), search, levels - 1));
}

const ITEMS_LOOKED_AT = 5;

function joined(path: string, name: string): string {
  return path === '' ? toName(name) : `${path}.${toName(name)}`;
}

function firstOf<T>(all: readonly T[], find: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The members that the first values have between them. */
function merged(values: readonly unknown[]): unknown {
  const first = values.slice(0, 5);
  return first.length > 1 && first.every(isMembers) ? Object.assign({}, ...first.toReversed()) : first[0];
}

function unequalText({ at, wanted }: Unequal): string {
  const held = [...new Set((at.values ?? []).map((each) => JSON.stringify(each) ?? 'null'))];
  const shown = held.slice(0, 6).map((each) => toOneLine(each, 40));
  const more = held.length > shown.length ? ', …' : '';
  const asked = toOneLine(JSON.stringify(wanted) ?? 'null', 60);
  return `select matched nothing: ${toOneLine(at.path, LONGEST_PATH)} is never ${asked}; it is ${shown.join(', ')}${more}`;
}
