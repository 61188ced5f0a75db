import type { Hit } from './search.ts';

/** What answers one part of a question, best first. */
export interface Answers {
  readonly intent: string;
  readonly hits: readonly Hit[];
  /** The best of them is what was meant: the others are less likely to be asked for. */
  readonly isSure: boolean;
}

/** How many turns a part that is surely answered waits for another hit. */
const WAIT = 2;

/**
 * The best of each part, then by turns the next of each, so that everything asked for is answered early. A hit is there once, with
 * the part that it comes for, and the others that it answers best.
 */
export function mergeIntents(answers: readonly Answers[]): readonly Hit[] {
  const best = new Map<Hit['endpoint'], Pick<Hit, 'intents' | 'isSure'>>();
  for (const { intent, hits, isSure } of answers) {
    const [first] = hits;
    if (first === undefined) continue;
    const other = best.get(first.endpoint) ?? { intents: [], isSure: true };
    best.set(first.endpoint, { intents: [...(other.intents ?? []), intent], isSure: isSure && other.isSure === true });
  }
  const merged: Hit[] = [];
  const seen = new Set<Hit['endpoint']>();
  const take = ({ endpoint, score }: Hit, intent: string): void => {
    seen.add(endpoint);
    const answered = best.get(endpoint) ?? { intents: [intent] };
    merged.push({ endpoint, score: Math.min(score, merged.at(-1)?.score ?? score), ...answered });
  };
  for (const { intent, hits } of answers)
    if (hits[0] !== undefined && !seen.has(hits[0].endpoint)) take(hits[0], intent);
  const rests = answers.map((each) => ({ ...each, left: each.hits[Symbol.iterator]() }));
  let open = rests;
  for (let turn = 0; open.length > 0; turn++) {
    open = open.filter(({ intent, isSure, left }) => {
      if (isSure && turn % WAIT !== 0) return true;
      const next = nextOf(left, seen);
      if (next !== undefined) take(next, intent);
      return next !== undefined;
    });
  }
  return merged;
}

function nextOf(hits: Iterator<Hit>, seen: ReadonlySet<Hit['endpoint']>): Hit | undefined {
  for (let next = hits.next(); next.done !== true; next = hits.next())
    if (!seen.has(next.value.endpoint)) return next.value;
  return undefined;
}
