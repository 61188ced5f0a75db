import { countTokens, fitsTokens } from '../tokens.ts';
import { type LeftOut, TOP } from './left-out.ts';
import { type Ledger, shorten } from './shorten.ts';
import { toJson, toSafeJson } from './to-json.ts';

export interface Cut {
  /** Valid, minified, nothing unseen in it. */
  readonly json: string;
  readonly leftOut: readonly LeftOut[];
}

/** Nothing of more characters a token is worth counting: runs of spaces, which no one needs. */
const MOST_PER_TOKEN = 16;
const USUAL_PER_TOKEN = 3;
const TRIES = 8;
/** Good enough: a better fit is not worth another try. */
const WELL_USED = 0.92;

/** A whole value as JSON where it costs at most `budget` tokens, else undefined; a body of any size is told in no time. */
export function wholeJson(value: unknown, budget: number): string | undefined {
  const json = toJson(value, budget * MOST_PER_TOKEN);
  if (json === undefined) return undefined;
  const safe = toSafeJson(json);
  return fitsTokens(safe, budget) ? safe : undefined;
}

/** As much of a value as fits `budget` tokens; undefined where not even its outline does. */
export function cutToBudget(value: unknown, budget: number): Cut | undefined {
  let best: Cut | undefined;
  let fits = 0;
  let tooMuch = budget * MOST_PER_TOKEN;
  let room = budget * USUAL_PER_TOKEN;
  for (let round = 0; round < TRIES && room > fits && room < tooMuch; round++) {
    const ledger: Ledger = [];
    const json = toSafeJson(shorten(value, Math.floor(room), TOP, ledger));
    const cost = countTokens(json);
    if (cost <= budget) {
      best = { json, leftOut: ledger };
      if (cost > budget * WELL_USED) break;
      fits = room;
    } else tooMuch = room;
    room = nextRoom(room * (budget / cost) * 0.97, fits, tooMuch);
  }
  return best;
}

/** In proportion, but never so near one end that the search would stand still. */
function nextRoom(wanted: number, fits: number, tooMuch: number): number {
  const margin = (tooMuch - fits) * 0.1;
  return Math.min(Math.max(wanted, fits + margin), tooMuch - margin);
}
