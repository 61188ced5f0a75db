import { isClause, isQuestion } from './clauses.ts';
import { splitWords } from './split-words.ts';
import { isStopWord } from './synonyms.ts';

const PRONOUNS = /\b(?:it|them|him)\b|\bher(?=$|\s+(?:to|into|in|on|for|from|with|as|an?|the)\b)/gi;
/** "the logs of one", "pin it there"; elsewhere these tell which of the things that follow are meant. */
const LAST = /\b(?:one|there|this|that|these|those|her)$/i;
const POSSESSIVE = /\b(?:its|their|his|her)\s+(?=\S)/i;
const PREPOSITIONS = new Set('of for to in on at by from with into onto via per about as'.split(' '));
/** So few words may leave unsaid what they are about. */
const FEW = 3;

/**
 * By which words each part of a question is looked for: what "it" stands for is said ("merge it" → merge pull request, where the
 * first part is about a pull request), and a short part is looked for as it is and with what the first part is about.
 */
export function inContext(pieces: readonly string[]): readonly (readonly string[])[] {
  const [first = ''] = pieces;
  const thing = objectOf(first);
  return pieces.map((piece, at) => {
    if (at === 0 || thing === '') return [piece];
    const told = withPossessor(piece, thing).replace(PRONOUNS, thing);
    if (told !== piece) return [told];
    if (LAST.test(piece)) return [piece.replace(LAST, thing)];
    const { length } = splitWords(piece);
    if (length >= FEW) return [piece];
    return length > 1 ? [piece, `${piece} ${thing}`] : [`${piece} ${thing}`];
  });
}

/** "set its topic": in "list the tasks with their tags" the tags are the tasks'. */
function withPossessor(piece: string, thing: string): string {
  const found = POSSESSIVE.exec(piece);
  if (found === null) return piece;
  const [, ...between] = splitWords(piece.slice(0, found.index));
  return between.some((word) => !isStopWord(word)) ? piece : piece.replace(POSSESSIVE, `${thing} `);
}

/** What comes after the verb, up to the first preposition; what a question is about comes after its last. */
function objectOf(piece: string): string {
  const all = splitWords(piece);
  const words = isClause(piece) ? all.slice(1) : all;
  const at = words.findIndex((word, place) => place > 0 && PREPOSITIONS.has(word));
  const said =
    at < 0
      ? words
      : isQuestion(piece)
        ? words.slice(words.findLastIndex((word) => PREPOSITIONS.has(word)))
        : words.slice(0, at);
  return said.filter((word) => !isStopWord(word) && word !== 'new').join(' ');
}
