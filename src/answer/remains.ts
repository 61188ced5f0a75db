import type { LeftOut, Place } from './left-out.ts';

/** A part of a kept body that has not been shown: where it is, and from which item, member or character on. */
export interface Remain {
  readonly kind: LeftOut['kind'];
  /** Names and indexes from the outside in. */
  readonly at: readonly (string | number)[];
  readonly from: number;
}

/** What a cut left out as a queue to read on in: outer parts before inner ones, lists before what is in their items. */
export function remainsOf(leftOut: Iterable<LeftOut>, under?: Remain): readonly Remain[] {
  const all = [...leftOut].map((left) => ({ left, depth: left.place.depth }));
  all.sort((a, b) => a.depth - b.depth);
  return all.map(({ left }) => rebased(left, under));
}

/** The part is what `valueAt` gave for `under`, so its own first level is shifted by what was passed over. */
function rebased({ kind, place, shown }: LeftOut, under: Remain | undefined): Remain {
  const inner = stepsOf(place);
  if (under === undefined) return { kind, at: inner, from: shown };
  const [first, ...others] = inner;
  if (first === undefined) return { kind, at: under.at, from: under.kind === kind ? under.from + shown : shown };
  const shifted = under.kind === 'items' && typeof first === 'number' ? first + under.from : first;
  return { kind, at: [...under.at, shifted, ...others], from: shown };
}

/** Names and indexes of a place, from the outside in. */
export function stepsOf(place: Place): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at: Place | undefined = place; at?.parent !== undefined; at = at.parent) steps.push(at.step);
  return steps.reverse();
}

/** The part of a value that a remain stands for; undefined where the value has none. */
export function valueAt(value: unknown, { kind, at, from }: Remain): unknown {
  const held = heldAt(value, at);
  if (kind === 'items' && Array.isArray(held)) return held.slice(from);
  if (kind === 'text' && typeof held === 'string') return held.slice(from);
  if (kind === 'members' && typeof held === 'object' && held !== null)
    return Object.fromEntries(Object.entries(held).slice(from));
  return held;
}

/** What stands at a place of a value; undefined where nothing does. */
export function heldAt(value: unknown, at: readonly (string | number)[]): unknown {
  let held = value;
  for (const step of at) {
    if (typeof held !== 'object' || held === null || !Object.hasOwn(held, step)) return undefined;
    held = (held as Readonly<Record<string | number, unknown>>)[step];
  }
  return held;
}

/** `items 31–60 of 500 of data`, as JMESPath would name the place. */
export function remainText({ kind, at, from }: Remain, path: string): string {
  const of = path === '' ? '' : `${path}, `;
  if (kind === 'items') return `${of}from item ${from}`;
  if (kind === 'text') return `${of}from character ${from}`;
  if (kind === 'members') return `${of}from member ${from}`;
  return at.length === 0 ? 'the body' : path;
}
