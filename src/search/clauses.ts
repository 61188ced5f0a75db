import { splitWords } from './split-words.ts';
import { isStopWord } from './synonyms.ts';
import { meaningOf } from './verbs.ts';

/** After a pronoun a verb that is not known tells rather of how things are: "keep them alive". */
const DETERMINERS: ReadonlySet<string> = new Set('a an the another some my your new all every each several'.split(' '));
/** What a part that has no verb of its own may begin with, to be one more object of the verb before it. */
const OF_ITS_OWN = /^(?:an?|the|another|some|its|their|new|one|several|all)\s+\S/i;
const QUESTION = /^(?:who|what|which|how|where|when)\b/i;
/** `createIssue`, `issues/create`, `GET /pets`. */
const NAMED = /^(?:[a-z]+\s+\/\S*|\S*[a-z][A-Z]\S*|\S*[\w}][/_]\S+)$/;
/** Who does something, rather than what is to be done. */
const SUBJECT = /^(?:i|we|you|he|she|it|they|there|this|that|these|those|if|because|since|but|so)\b/i;
const OBJECT = /\sof\s+\S/i;
const RELATIVE = /\s(?:of|in|for|with|by|from|that|which|whose|who)\s+\S/i;

/** Nouns that are verbs before "a", "the" or "it". */
const FURTHER_VERBS: ReadonlySet<string> = new Set(
  'refund capture transcribe comment label tag file log fork star watch follow draft name call text email fund expose host share fine react vote answer reply ask tell put take pick shut turn set hand bring upvote rate flag report plan'.split(
    ' ',
  ),
);

/** Says what to do and to what: "merge it", "finalize an invoice", "who took part"; or names an endpoint. */
export function isClause(piece: string): boolean {
  if (NAMED.test(piece)) return true;
  const [verb = '', ...rest] = splitWords(piece);
  if (QUESTION.test(piece)) return rest.length > 1;
  if (rest.length === 0) return false;
  return (
    isImperative(verb) || (FURTHER_VERBS.has(verb) && (rest.length > 1 || isStopWord(rest[0] ?? ''))) || isSure(piece)
  );
}

/** A first word that a determiner follows can be nothing but a verb. */
export function isSure(piece: string): boolean {
  const [verb = '', next = ''] = splitWords(piece);
  return (
    DETERMINERS.has(next) && !DETERMINERS.has(verb) && !isStopWord(verb) && !SUBJECT.test(piece) && !isInflected(verb)
  );
}

/** "tag resources" and "deploy" may be things as well as something to do; it depends on what is around them. */
export function isPossibleClause(piece: string): boolean {
  const [verb = '', ...rest] = splitWords(piece);
  return isClause(piece) || (rest.length > 0 ? FURTHER_VERBS.has(verb) : isImperative(verb));
}

/** A thing of its own, as "a payment link" after "create a price"; "conditions" after "terms" is none. */
export function isObject(piece: string): boolean {
  return OF_ITS_OWN.test(piece) && splitWords(piece).some((word) => !isStopWord(word));
}

/** "pull requests of a user" after "list the issues of a repo": what is said of the one is not said of the other. */
export function isParallel(piece: string, before: string): boolean {
  return OBJECT.test(piece) && OBJECT.test(before) && isThing(piece);
}

/** A thing that is told from others, as "pets that have a tag". */
export function isThing(piece: string): boolean {
  const [first = ''] = splitWords(piece);
  return RELATIVE.test(piece) && first !== '' && !isStopWord(first) && !DETERMINERS.has(first) && !SUBJECT.test(piece);
}

/** Enough for a line of a list: a clause, or some words that do not go on with the line before. */
export function isLine(piece: string): boolean {
  if (isClause(piece) || isObject(piece)) return true;
  const words = splitWords(piece);
  const [first = ''] = words;
  return !isStopWord(first) && !SUBJECT.test(piece) && words.filter((word) => !isStopWord(word)).length > 1;
}

/** "create a webhook for": what follows on the next line belongs to it. */
export function isOpen(piece: string): boolean {
  return (
    isStopWord(splitWords(piece).at(-1) ?? '') &&
    !/\b(?:it|them|that|there|this|these|those|me|us|up|out)$/i.test(piece)
  );
}

/** The verb of a clause, to be said again before another object. */
export function verbOf(piece: string): string {
  return QUESTION.test(piece) ? 'list' : (splitWords(piece)[0] ?? '');
}

/** Whether a part asks rather than tells. */
export function isQuestion(piece: string): boolean {
  return QUESTION.test(piece);
}

/** `delete`, and not `deletes` or `posts`, which are nouns where a clause may begin. */
function isImperative(word: string): boolean {
  return meaningOf(word) !== undefined && !isInflected(word);
}

function isInflected(word: string): boolean {
  return word.endsWith('s') && !word.endsWith('ss');
}
