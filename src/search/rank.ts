import {
  documentOf,
  fieldsOf,
  IN_HEAD,
  IN_ID,
  IN_PATH,
  IN_SUMMARY,
  IN_TAG,
  IN_VARIABLE,
  type Index,
  type Profile,
} from './create-index.ts';
import { detailsOf, textMatches } from './look-closer.ts';
import { rarityOf } from './match-word.ts';
import type { Question, Wish } from './read-question.ts';
import { stem } from './stem.ts';
import { LIST, type Meaning, READ } from './verbs.ts';

export interface Ranked {
  readonly document: number;
  /** 0 to 1; 1 answers every word and is about nothing else. */
  readonly score: number;
}

/** How well a word is answered by where it stands; standing in several places helps a little. */
const STRENGTH: readonly number[] = Array.from({ length: 64 }, (_, fields) => {
  const places: readonly (readonly [number, number])[] = [
    [IN_HEAD, 1],
    [IN_ID, 0.95],
    [IN_PATH, 0.9],
    [IN_SUMMARY, 0.85],
    [IN_TAG, 0.6],
    [IN_VARIABLE, 0.3],
  ];
  const held = places.filter(([bit]) => (fields & bit) !== 0).map(([, strength]) => strength);
  return Math.min(1, (held[0] ?? 0) + 0.03 * (held.length - 1));
});
const IN_DETAILS = 0.35;
const IN_TEXT = 0.5;
/** Above this a word counts as answered. */
const ANSWERED = 0.7;

/** How much it costs when words of the question are not answered. */
const COVERAGE = 1.5;
/** What is left of the score of an endpoint that is about something else, does something else, ends with something else. */
const FOCUS = 0.5;
const ACTION = 0.5;
const HEAD = 0.8;
/** Weight of the summary beside path and id, when asking what an endpoint is about; of the path's end beside its beginning. */
const SUMMARY = 0.4;
const HEAD_TERM = 1.6;
/** The plain resource comes before its nested cousins. */
const DEPTH = 0.01;
const UNCOMMON = 0.88;
const DEPRECATED = 0.6;
/** Hits below this share of the best one's score are not worth a line. */
const WORTH_SHOWING = 0.25;
/** How many of the best are looked at more closely. */
const LOOKED_AT = 16;

/** Words that no name holds are looked for in all descriptions; so many of them. */
const MOST_SCANS = 4;

export interface RankOptions {
  /** How welcome an endpoint is, 0 (not at all) to 1. */
  welcome(document: number): number;
}

/** The endpoints that answer a question, best first. */
export function rank(index: Index, question: Question, { welcome }: RankOptions): readonly Ranked[] {
  const { wishes } = question;
  if (wishes.length === 0) return [];
  const scanned = wishes.filter(({ terms, byAction }) => terms.size === 0 && byAction === 0).slice(0, MOST_SCANS);
  const answers = wishes.map((wish) => answersTo(wish, index, scanned.includes(wish)));
  const asked = askedTerms(wishes);
  const total = wishes.reduce((sum, { weight }) => sum + weight, 0);
  const coverageOf = (document: number): number => {
    let covered = 0;
    for (const [at, wish] of wishes.entries()) covered += wish.weight * (answers[at]?.[document] ?? 0);
    return covered / total;
  };
  const lookedAt = ({ document, score }: Ranked): Ranked => {
    const before = coverageOf(document);
    for (const [at, wish] of wishes.entries()) lookCloser(wish, answers[at], index, document);
    return { document, score: before === 0 ? 0 : score * (coverageOf(document) / before) ** COVERAGE };
  };
  const ranked: Ranked[] = [];
  for (const document of touched(index, question, answers)) {
    const share = welcome(document);
    if (share > 0)
      ranked.push({
        document,
        score: share * coverageOf(document) ** COVERAGE * fitOf(index, document, { question, asked }),
      });
  }
  ranked.sort(byScore);
  const [first] = ranked;
  const leavesOpen = first !== undefined && answers.some((answer) => (answer[first.document] ?? 0) < ANSWERED);
  const closer = leavesOpen ? ranked.splice(0, LOOKED_AT).map(lookedAt) : [];
  const all = [...closer.sort(byScore), ...ranked];
  const worth = (all[0]?.score ?? 0) * WORTH_SHOWING;
  return all.filter(({ score }) => score > 0 && score >= worth);
}

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || a.document - b.document;
}

/** The endpoints that answer some word; to do what the verb means is not enough, unless nothing else was said. */
function touched(index: Index, { wishes, action }: Question, answers: readonly Float32Array[]): readonly number[] {
  const isVerbOnly = wishes.every(({ byAction }) => byAction > 0);
  const found: number[] = [];
  for (let document = 0; document < index.endpoints.length; document++) {
    if (!isVerbOnly && answers.every((answer) => answer[document] === 0)) continue;
    found.push(document);
    if (action === undefined) continue;
    for (const [at, { byAction }] of wishes.entries()) {
      const answer = answers[at];
      if (byAction === 0 || answer === undefined) continue;
      answer[document] = Math.max(answer[document] ?? 0, byAction * agreement(action, index.profileOf(document)));
    }
  }
  return found;
}

/** How well each endpoint answers one wish by its words, 0 to 1. */
function answersTo(wish: Wish, index: Index, scan: boolean): Float32Array {
  const answers = new Float32Array(index.endpoints.length);
  for (const [term, factor] of wish.terms) {
    for (const posting of index.postings[term] ?? []) {
      const document = documentOf(posting);
      const strength = factor * (STRENGTH[fieldsOf(posting)] ?? 0);
      if (strength > (answers[document] ?? 0)) answers[document] = strength;
    }
  }
  if (scan) {
    for (const document of textMatches(wish.word, index.endpoints)) answers[document] = IN_TEXT;
  }
  return answers;
}

/** An unanswered wish may be answered by a parameter, a body field or the description. */
function lookCloser(wish: Wish, answers: Float32Array | undefined, index: Index, document: number): void {
  const endpoint = index.endpoints[document];
  if (answers === undefined || endpoint === undefined || (answers[document] ?? 0) >= IN_DETAILS) return;
  if (detailsOf(endpoint).has(stem(wish.word))) answers[document] = IN_DETAILS;
}

/** The terms a question stands for. */
function askedTerms(wishes: readonly Wish[]): ReadonlyMap<number, number> {
  const asked = new Map<number, number>();
  for (const wish of wishes) {
    for (const [term, factor] of wish.terms) if (factor > (asked.get(term) ?? 0)) asked.set(term, factor);
  }
  return asked;
}

interface Asked {
  readonly question: Question;
  readonly asked: ReadonlyMap<number, number>;
}

/** How little else an endpoint is about, and whether it does what is wanted. */
function fitOf(index: Index, document: number, { question, asked }: Asked): number {
  const profile = index.profileOf(document);
  const { action, plural } = question;
  const agreed = action === undefined ? 1 : ACTION + (1 - ACTION) * agreement(action, profile);
  const isRead = (profile.sure & (READ | LIST)) !== 0;
  const number = isRead && plural !== ((profile.sure & LIST) !== 0) ? 0.95 : 1;
  const focus = FOCUS + (1 - FOCUS) * focusOf(profile, asked, index);
  return focus * agreed * number * usualness(index, document, asked) * headFit(question, profile);
}

/** How likely an endpoint is meant before anything is asked: plain, usual and not deprecated. */
export function usualness(index: Index, document: number, asked: ReadonlyMap<number, number>): number {
  const profile = index.profileOf(document);
  const plain = 1 - DEPTH * Math.min(profile.depth, 10);
  const common = profile.core.some((term) => index.uncommon.has(term) && !asked.has(term)) ? UNCOMMON : 1;
  const kept = index.endpoints[document]?.deprecated === true ? DEPRECATED : 1;
  return plain * common * kept;
}

/** Which part of what an endpoint is about was asked for. */
function focusOf({ core, head, summary }: Profile, asked: ReadonlyMap<number, number>, index: Index): number {
  let wanted = 0;
  let all = 0.5;
  for (const term of core) {
    const weight = head.includes(term) ? HEAD_TERM * Math.max(1, rarityOf(term, index)) : rarityOf(term, index);
    all += weight;
    wanted += weight * (asked.get(term) ?? 0);
  }
  const byCore = wanted / all;
  if (summary.length === 0) return byCore;
  wanted = 0;
  all = 0.5;
  for (const term of summary) {
    const weight = Math.max(0.5, rarityOf(term, index));
    all += weight;
    wanted += weight * (asked.get(term) ?? 0);
  }
  return (1 - SUMMARY) * byCore + SUMMARY * (wanted / all);
}

/** The thing asked for should be the thing the path ends with. */
function headFit({ wishes }: Question, { head }: Profile): number {
  let best = 0;
  let said = false;
  for (const wish of wishes) {
    if (wish.head === 0) continue;
    said = true;
    for (const term of head) best = Math.max(best, wish.head * (wish.terms.get(term) ?? 0));
  }
  return said ? HEAD + (1 - HEAD) * best : 1;
}

/** Whether an endpoint does what is wanted: 1 for surely, 0 for surely not. */
export function agreement(wanted: Meaning, profile: Profile): number {
  if ((wanted.sure & profile.sure) !== 0) return 1;
  if ((wanted.sure & profile.possible) !== 0) return 0.6;
  if ((wanted.possible & profile.sure) !== 0) return 0.6;
  return (wanted.possible & profile.possible) !== 0 ? 0.3 : 0;
}
