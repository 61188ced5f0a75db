import {
  isClause,
  isLine,
  isObject,
  isOpen,
  isParallel,
  isPossibleClause,
  isSure,
  isThing,
  verbOf,
} from './clauses.ts';
import { CREATE, meaningOf } from './verbs.ts';

const LONGEST = 1000;
/** Lines, parts between semicolons and arrows are a list. */
const LINES = /\s*(?:[\r\n]+|;(?=\s)|\s(?:→|->|=>)\s)\s*/;
const NUMBERED = /\s+(?=\(?[2-9][.)]\s)/;
const BULLET = /^(?:[-*•]|\(?\d{1,2}[.)])\s+/;
const BREAKS =
  /(,\s+(?:and\s+)?(?:then\s+)?|[.?!]\s+(?:then\s+)?|\s+(?:and\s+then|and\s+also|as\s+well\s+as|and|then|plus|&|\+)\s+)/i;
/** "I want to create …", "please also create …" ask to create. */
const FILLERS =
  /^(?:(?:and|then|also|please|finally|now|next|afterwards|after that|(?:i|we) (?:want|need|have|would like) to|i['’]d like to|(?:can|could) you|how (?:do|can) (?:i|we|you)|how to|help me(?: to)?|let us|let['’]s)[\s,]+)+/i;

/**
 * The things asked for in one question, as they are asked for: "create a repo, add a collaborator to it" → create a repo · add a
 * collaborator to it. It is cut only where each part says what to do, or has an object of its own for the verb before it, so that
 * "terms and conditions" and "drag and drop" stay whole; one part for most questions.
 */
export function splitIntents(question: string): readonly string[] {
  if (question.length > LONGEST) return [question];
  const intents = linesOf(question).flatMap(partsOf);
  return intents.length < 2 ? [question] : [...new Set(intents.flatMap(withCompanion))];
}

/** The lines of a list; one that only goes on with the line before is not cut off. */
function linesOf(question: string): readonly string[] {
  const isNumbered = BULLET.test(question.trim());
  const pieces = question.split(LINES).flatMap((line) => (isNumbered ? line.split(NUMBERED) : [line]));
  const lines: string[] = [];
  for (const piece of pieces.map((each) => each.trim())) {
    const line = piece
      .replace(BULLET, '')
      .replace(FILLERS, '')
      .replace(/[.,:]$/, '');
    const before = lines.at(-1);
    if (line === '') continue;
    if (before === undefined) lines.push(line);
    else if (!isLine(before) || isOpen(before) || !isLine(line)) lines[lines.length - 1] = `${before} ${line}`;
    else lines.push(isClause(before) && !isClause(line) && isObject(line) ? `${verbOf(before)} ${line}` : line);
  }
  return lines;
}

interface Part {
  readonly text: string;
  /** Some of it says what to do: what comes next may be another thing. */
  readonly isClause: boolean;
}

/** The clauses of a line. What is no clause stays with what it follows. */
function partsOf(line: string): readonly string[] {
  // every other one is what stands between
  const pieces = line.split(BREAKS);
  const said = pieces.filter((_, at) => at % 2 === 0).map(bare);
  const isList = isClause(said[0] ?? '') && said.every(isPossibleClause) && said.filter(isClause).length > 1;
  const parts: Part[] = [];
  for (const [at, piece] of said.entries()) {
    const between = pieces[at * 2 - 1] ?? '';
    const before = parts.at(-1);
    const opens = isClause(piece) || ((isList || /\bthen\b/i.test(between)) && isPossibleClause(piece));
    if (before === undefined || (before.isClause ? opens : isSure(piece) && isThing(before.text)))
      parts.push({ text: piece, isClause: isClause(piece) });
    else if (before.isClause && (isObject(piece) || isParallel(piece, before.text)))
      parts.push({ text: `${verbOf(before.text)} ${piece}`, isClause: true });
    else
      parts[parts.length - 1] = {
        text: `${before.text}${between}${piece}`,
        isClause: before.isClause || (opens && isWord(before.text)),
      };
  }
  return parts.map(({ text }) => text);
}

/** "drag and drop files" says what to do; "my code is finished, merge it" tells a story, which is not cut. */
function isWord(text: string): boolean {
  return !/\s/.test(text);
}

function bare(piece: string): string {
  return piece
    .trim()
    .replace(FILLERS, '')
    .replace(/[.?!]$/, '');
}

/** "create a product with a price": where several things are asked for, what comes with a new thing is made too. */
function withCompanion(piece: string): readonly string[] {
  const [head = '', companion] = piece.split(/\s+with\s+(?=an?\s|new\s)/i);
  const isMade = meaningOf(verbOf(piece))?.sure === CREATE;
  return companion === undefined || !isMade ? [piece] : [head, `${verbOf(piece)} ${companion}`];
}
