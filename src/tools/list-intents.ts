import { toOneLine } from '../plain-text.ts';
import type { Hit } from '../search/search.ts';
import { countTokens } from '../tokens.ts';
import { type SignatureOptions, signatureLine } from './list-lines.ts';

const LONGEST_INTENT = 60;
/** The best hit of each thing asked for may cost so much; more of it is seldom needed to call it. */
const MOST_TOKENS = 340;
/** Where the best may not be what is meant, so many after it, each for so much. */
const NEXT = 2;
const NEXT_TOKENS = 160;

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
 * The lines of hits for several things, below what each is for, `create a repo:`. The best hit of each has a signature, and the next
 * ones where it may not be what is meant; what one leaves of its even share of the budget the others have.
 */
export function byIntent(
  hits: readonly Hit[],
  lines: readonly string[],
  { budget }: Pick<SignatureOptions, 'budget'>,
): readonly string[] {
  const groups = groupsOf(hits);
  const first = groups.flatMap(({ places }) => places.slice(0, 1));
  const signatures = sharedOut(first, hits, { budget, most: MOST_TOKENS });
  const left = budget - [...signatures.values()].reduce((sum, signature) => sum + countTokens(signature), 0);
  const next = groups.flatMap(({ places }) =>
    hits[places[0] ?? 0]?.isSure === false ? places.slice(1, 1 + NEXT) : [],
  );
  const others = sharedOut(next, hits, { budget: left, most: NEXT_TOKENS });
  return groups.flatMap((group) => [
    headingOf(group),
    ...group.places.map((place) => `${lines[place]}${signatures.get(place) ?? others.get(place) ?? ''}`),
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

interface Shares {
  /** Tokens for all together, and for one. */
  readonly budget: number;
  readonly most: number;
}

/** Signatures of the hits at some places: the shortest first, so that what they do not need is there for the longer ones. */
function sharedOut(
  places: readonly number[],
  hits: readonly Hit[],
  { budget, most }: Shares,
): ReadonlyMap<number, string> {
  const signature = (place: number, tokens: number): string => {
    const endpoint = hits[place]?.endpoint;
    return endpoint === undefined ? '' : signatureLine(endpoint, tokens);
  };
  const all = places.map((place) => ({ place, text: signature(place, Math.min(most, budget)) }));
  const given = new Map<number, string>();
  let left = budget;
  for (const [nth, { place, text }] of all.sort((a, b) => countTokens(a.text) - countTokens(b.text)).entries()) {
    const share = Math.floor(left / (places.length - nth));
    const fitting = countTokens(text) > share ? signature(place, share) : text;
    given.set(place, fitting);
    left -= countTokens(fitting);
  }
  return given;
}
