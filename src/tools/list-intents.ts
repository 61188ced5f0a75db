import { toOneLine } from '../plain-text.ts';
import type { Hit } from '../search/search.ts';
import { countTokens } from '../tokens.ts';
import { type SignatureOptions, signatureLine } from './list-lines.ts';

const LONGEST_INTENT = 60;
/** The best hit of each thing asked for may cost so much; more of it is seldom needed to call it. */
const MOST_TOKENS = 340;

interface Group {
  /** The parts of the query that its first hit answers best. */
  readonly intents: readonly string[];
  readonly places: readonly number[];
}

/** What the headings of hits for several things cost; 0 where one thing was asked for. */
export function headingTokens(hits: readonly Hit[]): number {
  if (hits[0]?.intents === undefined) return 0;
  return groupsOf(hits).reduce((sum, group) => sum + countTokens(`${headingOf(group)}\n`), 0);
}

/**
 * The lines of hits for several things, below what each is for, `create a repo:`. The best hit of each has a signature; what one
 * leaves of its even share of the budget the others have.
 */
export function byIntent(
  hits: readonly Hit[],
  lines: readonly string[],
  { budget }: Pick<SignatureOptions, 'budget'>,
): readonly string[] {
  const groups = groupsOf(hits);
  const signatures = sharedOut(
    groups.map(({ places: [first = 0] }) => hits[first]),
    budget,
  );
  return groups.flatMap((group, nth) => [
    headingOf(group),
    ...group.places.map((place, at) => `${lines[place]}${at === 0 ? signatures[nth] : ''}`),
  ]);
}

/** Hits by what they are for, in the order of their first. What answers two parts best makes them one group. */
function groupsOf(hits: readonly Hit[]): readonly Group[] {
  const groups = new Map<string, { intents: readonly string[]; places: number[] }>();
  for (const [place, { intents = [] }] of hits.entries()) {
    const known = groups.get(intents[0] ?? '');
    if (known !== undefined) {
      known.places.push(place);
      continue;
    }
    const group = { intents, places: [place] };
    for (const intent of intents) groups.set(intent, group);
  }
  return [...new Set(groups.values())];
}

function headingOf({ intents }: Group): string {
  return `${intents.map((intent) => toOneLine(intent, LONGEST_INTENT)).join(' · ')}:`;
}

/** Signatures within a budget: the shortest first, so that what they do not need is there for the longer ones. */
function sharedOut(hits: readonly (Hit | undefined)[], budget: number): readonly string[] {
  const full = hits.map((hit) => (hit === undefined ? '' : signatureLine(hit.endpoint, Math.min(MOST_TOKENS, budget))));
  const shortestFirst = [...full.keys()].sort((a, b) => countTokens(full[a] ?? '') - countTokens(full[b] ?? ''));
  const given = [...full];
  let left = budget;
  for (const [nth, at] of shortestFirst.entries()) {
    const hit = hits[at];
    const share = Math.floor(left / (shortestFirst.length - nth));
    if (hit !== undefined && countTokens(full[at] ?? '') > share) given[at] = signatureLine(hit.endpoint, share);
    left -= countTokens(given[at] ?? '');
  }
  return given;
}
