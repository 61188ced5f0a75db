import { splitWords } from './split-words.ts';
import { isStopWord } from './synonyms.ts';
import { CREATE, meaningOf } from './verbs.ts';

const LONGEST = 500;
const MOST_INTENTS = 5;
const BREAKS = /[,;]\s+(?:and\s+)?(?:then\s+)?|[.?!]\s+(?:then\s+)?|\s+(?:and\s+then|and\s+also|and|then|plus)\s+/gi;
const FILLERS = /^(?:then|also|please|finally|now|next|afterwards|after that)\s+/i;
const DETERMINED = /^(?:an?|the|another|some|its|their|new|one)\s+\S/i;
const QUESTION = /^(?:who|what|which|how|where|when)\b/i;
const PRONOUNS = /\b(?:it|them|one|there|this|that|him|her)\b/gi;
const POSSESSIVES = /\b(?:its|their|his)\b/gi;
const PREPOSITIONS = new Set('of for to in on at by from with into onto via per about as'.split(' '));

/**
 * The things asked for in one question: "create a repo and add a collaborator to it" → create a repo · add a collaborator to repo.
 * It is cut only where each part says what to do, or has an object of its own for the verb before it, so that "terms and
 * conditions" and "drag and drop" stay whole; one part for most questions.
 */
export function splitIntents(question: string): readonly string[] {
  const whole = [question];
  if (question.length > LONGEST) return whole;
  const pieces = question.split(BREAKS).map((piece) => piece.replace(FILLERS, '').trim());
  const intents: string[] = [];
  for (const piece of pieces) {
    const before = intents.at(-1);
    if (before === undefined) intents.push(piece);
    else if (isWholeIntent(before) && isWholeIntent(piece)) intents.push(piece);
    else if (isWholeIntent(before) && hasObject(piece)) intents.push(`${verbOf(before)} ${piece}`);
    else return whole;
  }
  if (intents.length < 2) return whole;
  return intents.flatMap(withCompanion).slice(0, MOST_INTENTS).map(inContext);
}

/** Says what to do and to what: "merge it", "who took part". */
function isWholeIntent(piece: string): boolean {
  const [verb = '', ...rest] = splitWords(piece);
  if (QUESTION.test(piece)) return rest.length > 1;
  return (
    rest.length > 0 &&
    (meaningOf(verb) !== undefined || (FURTHER_VERBS.has(verb) && (rest.length > 1 || isDetermined(rest))))
  );
}

/** Nouns that are verbs before "a", "the" or "it". */
const FURTHER_VERBS = new Set(
  'refund capture transcribe comment label tag file log fork star watch follow draft name call text email fund expose host share fine react vote answer reply ask tell put take pick shut turn set hand bring upvote rate flag report plan'.split(
    ' ',
  ),
);

function isDetermined(words: readonly string[]): boolean {
  const [next = ''] = words;
  return words.length > 0 && (isStopWord(next) || DETERMINED.test(`${next} x`));
}

/** A thing of its own, as "a payment link" after "create a price"; "conditions" after "terms" is none. */
function hasObject(piece: string): boolean {
  return DETERMINED.test(piece) && splitWords(piece).some((word) => !isStopWord(word));
}

function verbOf(piece: string): string {
  return QUESTION.test(piece) ? 'list' : (splitWords(piece)[0] ?? '');
}

/** "create a product with a price": where several things are asked for, what comes with a new thing is made too. */
function withCompanion(piece: string): readonly string[] {
  const [head = '', companion] = piece.split(/\s+with\s+(?=an?\s|new\s)/i);
  const isMade = meaningOf(verbOf(piece))?.sure === CREATE;
  return companion === undefined || !isMade ? [piece] : [head, `${verbOf(piece)} ${companion}`];
}

/** "merge it" → merge pull request, where the first part is about a pull request. */
function inContext(piece: string, at: number, [first = '']: readonly string[]): string {
  if (at === 0) return piece;
  const thing = objectOf(first);
  if (thing === '') return piece;
  const told = piece.replace(POSSESSIVES, thing).replace(PRONOUNS, thing);
  return told === piece && splitWords(piece).length < 3 ? `${piece} ${thing}` : told;
}

/** What comes after the verb, up to the first preposition. */
function objectOf(piece: string): string {
  const words = splitWords(piece).slice(1);
  const end = words.findIndex((word, at) => at > 0 && PREPOSITIONS.has(word));
  return (end < 0 ? words : words.slice(0, end)).filter((word) => !isStopWord(word) && word !== 'new').join(' ');
}
