import { toOneLine } from '../plain-text.ts';

/** Where in a value: a chain from the inside out, written as a path only when it is needed. */
export interface Place {
  readonly parent: Place | undefined;
  /** As JMESPath has it: `owner`, `"a-b"`, `[]`. */
  readonly name: string;
  /** The member's name as it is, or the item's index. */
  readonly step: string | number;
  readonly depth: number;
}

export const TOP: Place = { parent: undefined, name: '', step: '', depth: 0 };

/** Something that a cut left out. */
export interface LeftOut {
  readonly kind: 'items' | 'members' | 'folded' | 'text';
  readonly place: Place;
  /** How many there are, and how many are shown: items, members, characters. */
  readonly of: number;
  readonly shown: number;
}

const LONGEST_PATH = 80;
const MOST_NAMED = 4;

export function memberPlace(parent: Place, name: string): Place {
  return { parent, name: toName(name), step: name, depth: parent.depth + 1 };
}

export function itemPlace(parent: Place, index: number): Place {
  return { parent, name: '[]', step: index, depth: parent.depth + 1 };
}

/** A member's name as a JMESPath identifier, quoted where it must be. */
export function toName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}

/** `items[].owner`; empty for the value itself. */
export function pathOf({ parent, name }: Place): string {
  if (parent === undefined) return '';
  const before = pathOf(parent);
  return name === '[]' || before === '' ? `${before}${name}` : `${before}.${name}`;
}

/** What is missing, in words, the most telling first: `470 of 500 items, folded items[].owner, shortened items[].body`. */
export function leftOutText(left: readonly LeftOut[]): string {
  const all = onePerPath(left);
  const phrases = [
    ...named(
      all,
      'items',
      (each, path) => `${each.of - each.shown} of ${each.of} items${path === '' ? '' : ` of ${path}`}`,
    ),
    ...named(
      all,
      'members',
      (each, path) => `${each.of - each.shown} of ${each.of} members${path === '' ? '' : ` of ${path}`}`,
    ),
    ...listed(all, 'folded'),
    ...listed(all, 'text'),
  ];
  return phrases.join(', ');
}

/** The same cut in every item of a list is said once, by the item where it cut the most. */
function onePerPath(left: readonly LeftOut[]): readonly LeftOut[] {
  const byPath = new Map<string, LeftOut>();
  for (const each of left) {
    const key = `${each.kind} ${pathOf(each.place)}`;
    const before = byPath.get(key);
    if (before === undefined || each.of - each.shown > before.of - before.shown) byPath.set(key, each);
  }
  return [...byPath.values()];
}

function named(
  all: readonly LeftOut[],
  kind: LeftOut['kind'],
  say: (each: LeftOut, path: string) => string,
): readonly string[] {
  const of = all.filter((each) => each.kind === kind).sort((a, b) => b.of - b.shown - (a.of - a.shown));
  return [...of.slice(0, MOST_NAMED).map((each) => say(each, shownPath(each.place))), ...andMore(of.length)];
}

function listed(all: readonly LeftOut[], kind: 'folded' | 'text'): readonly string[] {
  const of = all.filter((each) => each.kind === kind);
  if (of.length === 0) return [];
  const paths = of.slice(0, MOST_NAMED).map(({ place }) => shownPath(place) || 'the body');
  return [`${kind === 'text' ? 'shortened' : 'folded'} ${[...paths, ...andMore(of.length)].join(' ')}`];
}

function andMore(count: number): readonly string[] {
  return count > MOST_NAMED ? [`and ${count - MOST_NAMED} more`] : [];
}

function shownPath(place: Place): string {
  return toOneLine(pathOf(place), LONGEST_PATH);
}
