import { countTokens } from '../tokens.ts';
import { closedHole, closedText } from './closed-type.ts';
import type { Expression, Hole } from './type-expression.ts';
import { type Line, restLine } from './type-members.ts';
import { printLayout, type Shown } from './type-print.ts';

/** What fills a hole: the members of an object, or the type that leads back to itself. */
export type Filling =
  | { readonly kind: 'members'; readonly count: number; readonly lines: Iterable<Line> }
  | { readonly kind: 'type'; readonly type: Expression };

export interface LayoutOptions {
  /** Tokens the text may cost. */
  readonly budget: number;
  /** The path of the outermost type; the members that `skip` passes over are its own. */
  readonly path: string;
  readonly skip: number;
  /** Characters of a description of the outermost members, and of those further in. */
  readonly descriptions: { readonly outer: number; readonly inner: number };
  /** Descriptions of the outermost members come before members of members. */
  readonly describeFirst: boolean;
  fill(hole: Hole, skip: number): Filling;
}

interface Laying extends LayoutOptions {
  readonly shown: Map<Hole, Shown>;
  readonly byNode: Map<object, Shown>;
  /** Types that lead back to themselves without an object between. */
  readonly byTypeNode: Map<object, Shown>;
  /** Objects by the text of their members: two components may be one type. */
  readonly byText: Map<string, Shown>;
  readonly chosen: Map<Line, string>;
  readonly queues: { readonly hole: Hole; readonly required: boolean }[][];
  left: number;
}

/** Objects looked at; each costs something even if it does not fit. */
const MOST_TRIES = 300;
const MOST_RANKS = 40;
/** Parts of what is left that one step may spend. */
const SHARE = { description: 0.6, optional: 0.5 } as const;
/** Members of the outermost object that are too large to be shown whole are shown in part if this many tokens are theirs. */
const LEAST_PART = 50;

/**
 * A type with as many objects filled as the budget allows, breadth first, required members before optional ones; each object
 * once, however often it occurs. The rest is named with the path that shows it.
 */
export function layOut(root: Expression, options: LayoutOptions): string {
  const laying: Laying = {
    ...options,
    shown: new Map(),
    byNode: new Map(),
    byTypeNode: new Map(),
    byText: new Map(),
    chosen: new Map(),
    queues: [[]],
    left: options.budget - countTokens(closedText(root)),
  };
  enqueue(root, { rank: 0, required: true }, laying);
  fillOutermost(laying);
  const outermost = [...laying.shown.values()].flatMap(({ lines }) => lines);
  if (options.describeFirst) {
    const reserved = laying.left * (1 - SHARE.description);
    laying.left -= reserved;
    describeLines(outermost, options.descriptions.outer, laying);
    laying.left += reserved;
  }
  fillFurther(laying);
  describeLines(outermost, options.descriptions.outer, laying);
  for (const { lines } of new Set(laying.shown.values())) describeLines(lines, options.descriptions.inner, laying);
  return printLayout({ root, shown: laying.shown, chosen: laying.chosen });
}

function enqueue(
  expression: Expression,
  { rank, required }: { rank: number; required: boolean },
  laying: Laying,
): void {
  // an optional member waits for the next round, so that what a request must hold comes first
  const turn = required ? rank : rank + 1;
  const queue = laying.queues[turn] ?? [];
  laying.queues[turn] = queue;
  for (const piece of expression) if (typeof piece !== 'string') queue.push({ hole: piece, required });
}

/** The outermost objects share what there is, and may be shown in part. */
function fillOutermost(laying: Laying): void {
  const holes = laying.queues[0]?.splice(0) ?? [];
  for (const [index, { hole }] of holes.entries()) {
    if (isShownAlready(hole, laying)) continue;
    const allowance = laying.left / (holes.length - index);
    fillHole(hole, { allowance, part: 'any', rank: 0 }, laying);
  }
}

function fillFurther(laying: Laying): void {
  let tries = 0;
  for (let rank = 0; rank < MOST_RANKS; rank++) {
    const queue = laying.queues[rank] ?? [];
    for (const [index, { hole, required }] of queue.entries()) {
      if (laying.left <= 0 || tries++ > MOST_TRIES) return;
      if (isShownAlready(hole, laying)) continue;
      const fair = laying.left / (queue.length - index);
      // the members of an answer come in the order in which they are worth showing, those of a request have equal shares
      const share = laying.describeFirst ? fair : Math.max(fair, Math.min(laying.left, LEAST_PART));
      const isPart = rank === OUTERMOST_OPTIONAL && share >= LEAST_PART;
      const allowance = required ? laying.left : isPart ? share : laying.left * SHARE.optional;
      const part = required ? 'required' : isPart ? 'any' : 'none';
      // required members of required ones join this round: all that must be there comes before what may be
      fillHole(hole, { allowance, part, rank: required ? rank : rank + 1 }, laying);
    }
  }
}

/** The round in which the optional members of the outermost object have their turn. */
const OUTERMOST_OPTIONAL = 1;

function isShownAlready(hole: Hole, laying: Laying): boolean {
  const known = hole.tag === undefined ? nodesFor(hole, laying).get(hole.node) : undefined;
  if (known === undefined) return false;
  known.uses++;
  laying.left -= REFERENCE;
  laying.shown.set(hole, known);
  return true;
}

/** Tokens that a further occurrence may cost beyond what it costs left out. */
const REFERENCE = 6;

function nodesFor({ count }: Hole, { byNode, byTypeNode }: Laying): Map<object, Shown> {
  return count === 0 ? byTypeNode : byNode;
}

interface Filled {
  /** Tokens it may cost. */
  readonly allowance: number;
  /** Which part of it may be shown where the whole does not fit. */
  readonly part: 'any' | 'required' | 'none';
  readonly rank: number;
}

function fillHole(hole: Hole, { allowance, part, rank }: Filled, laying: Laying): void {
  const saved = countTokens(closedHole(hole));
  const filling = laying.fill(hole, hole.path === laying.path ? laying.skip : 0);
  if (filling.kind === 'type') {
    addShown({ hole, lines: [], type: filling.type, uses: 2 }, laying);
    laying.left -= countTokens(closedText(filling.type));
    enqueue(filling.type, { rank, required: false }, laying);
    return;
  }
  const { lines, cost } = takeLines(hole, filling, { allowance: allowance + saved, part, laying });
  if (lines.length === 0) return;
  const text = lines.map(({ key, type, limits }) => `${key}${closedText(type)} ${limits}`).join('\n');
  const twin = laying.byText.get(text);
  if (twin !== undefined) {
    twin.uses++;
    laying.shown.set(hole, twin);
    return;
  }
  laying.left += saved - cost;
  const shown = addShown({ hole, lines, type: undefined, uses: 1 }, laying);
  if (lines.length >= FEWEST_SHARED) laying.byText.set(text, shown);
  for (const { type, required } of lines) enqueue(type, { rank, required }, laying);
}

/** Objects with fewer members are written out wherever they occur. */
const FEWEST_SHARED = 4;

function addShown(shown: Shown, laying: Laying): Shown {
  const { hole } = shown;
  laying.shown.set(hole, shown);
  if (hole.tag === undefined) nodesFor(hole, laying).set(hole.node, shown);
  return shown;
}

interface Taking {
  readonly allowance: number;
  readonly part: Filled['part'];
  readonly laying: Laying;
}

/** As many lines as the allowance pays for; none where that is not enough for the part that must be whole. */
function takeLines(
  hole: Hole,
  { count, lines }: Extract<Filling, { kind: 'members' }>,
  { allowance, part, laying }: Taking,
): { readonly lines: readonly Line[]; readonly cost: number } {
  const skipped = hole.path === laying.path ? laying.skip : 0;
  const taken: Line[] = [];
  let cost = BRACES;
  for (const line of lines) {
    const next = cost + costOf(line);
    const rest = taken.length + 1 === count ? 0 : REST;
    const isLast = next + rest > allowance;
    if (isLast && !(part === 'any' && taken.length === 0)) {
      if (part === 'none' || (part === 'required' && (line.required || !taken[0]?.required))) return NOTHING;
      const more = restLine(hole.path, { shown: skipped + taken.length, more: count - taken.length });
      return { lines: [...taken, more], cost: cost + costOf(more) };
    }
    taken.push(line);
    cost = next;
  }
  return { lines: taken, cost };
}

const NOTHING = { lines: [], cost: 0 } as const;
/** Tokens of an object's braces, and of the line that names what is left out. */
const BRACES = 2;
const REST = 14;

function costOf({ key, type, limits }: Line): number {
  return countTokens(`\n  ${key}${closedText(type)}${limits === '' ? '' : ` // ${limits}`}`);
}

function describeLines(lines: readonly Line[], most: number, laying: Laying): void {
  for (const line of lines) {
    if (laying.left <= 0 || most <= 0) return;
    if (laying.chosen.has(line)) continue;
    const text = line.describe(most);
    // of an answer, half a sentence is not worth its tokens
    const isPoor = text === '' || (!laying.describeFirst && text.endsWith('…'));
    const cost = isPoor ? 0 : countTokens(` // ${text}`);
    if (cost === 0 || cost > laying.left) continue;
    laying.left -= cost;
    laying.chosen.set(line, text);
  }
}
