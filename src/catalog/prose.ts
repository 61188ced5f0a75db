import { toOneLine } from '../plain-text.ts';

/** Tags that descriptions are written with; others (`<id>`) are part of the text. */
const TAGS =
  /<\/?(?:p|br|a|b|i|u|s|em|strong|code|pre|ul|ol|li|dl|dt|dd|h[1-6]|hr|div|span|table|thead|tbody|tr|td|th|img|sup|sub|small|tt|blockquote|details|summary|note|important)\b[^<>]{0,500}>/gi;
const LINKS = /!?\[([^\][]{0,200})\]\([^()\s]{0,500}(?:\s"[^"]{0,200}")?\)/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&apos;', "'"],
  ['&nbsp;', ' '],
  ['&mdash;', '—'],
]);

/** Text of a description without its HTML tags and the targets of its links, on one line, at most `most` characters. */
export function toProse(text: string, most: number): string {
  const plain = text
    .slice(0, most * 10)
    .replace(/<br\s{0,5}\/?>|<\/?(?:p|li|div)>/gi, ' ')
    .replace(TAGS, '')
    .replace(LINKS, '$1')
    .replace(/&(?:amp|lt|gt|quot|#39|apos|nbsp|mdash);/g, (entity) => ENTITIES.get(entity) ?? entity)
    .replace(/\*\*([^*\n]{1,200})\*\*/g, '$1')
    .replace(/^\s{0,3}(?:#{1,6}|[*-]) +/gm, '');
  return toOneLine(plain, most);
}

/** A sentence this short may need the next one to be understood: `Comma-separated list. Can include: owner, member`. */
const SHORT = 60;
const TELLING =
  /^(?:can|must|may|should|allowed|possible|valid|supported|one of|use|format|default|either|e\.g|for example)\b/i;

/** The first sentence, the next too where both are short and it says what is allowed, or as much of it as fits; without its full stop. */
export function firstSentence(text: string, most: number): string {
  const plain = toProse(text, most * 5);
  const first = sentenceAt(plain, 0);
  const next = sentenceAt(plain, first.length).trim();
  const both = plain.slice(0, first.length + next.length + 1);
  const isTelling = first.length <= SHORT && both.length <= most && TELLING.test(next);
  const whole = (isTelling ? both : first).trim().replace(/[.\s]+$/, '');
  return whole.length <= most ? whole : toOneLine(whole, most);
}

const MOST_SENTENCES = 6;
const LIMITS =
  /\b(?:between|at most|at least|max(?:imum)?|min(?:imum)?|up to|no (?:more|larger|longer|less|fewer) than|exceed|range[sd]?)\b.*\d|\bdefaults?\b/i;

/** The first sentence behind the first that says which values are allowed, or which one is usual; without its full stop. */
export function limitSentence(text: string, most: number): string {
  const plain = toProse(text, most * 5);
  let at = sentenceAt(plain, 0).length;
  for (let count = 1; count < MOST_SENTENCES && at < plain.length; count++) {
    const sentence = sentenceAt(plain, at);
    at += sentence.length;
    const told = sentence.trim().replace(/[.\s]+$/, '');
    if (told.length <= most && LIMITS.test(told)) return told;
  }
  return '';
}

/** Up to a full stop that a capital or the end follows, so that `e.g. this` stays whole. */
function sentenceAt(text: string, from: number): string {
  const end = /[.!?](?=\s+[\p{Lu}\p{Lo}_*"'`([<]|\s*$)/gu;
  end.lastIndex = from + 10;
  const found = end.exec(text);
  return text.slice(from, found === null ? text.length : found.index + 1);
}

const EMPTY: ReadonlySet<string> = new Set(['a', 'an', 'the', 'of', 'for', 'to', 'in', 'this', 'that', 'is', 'its']);

/** Whether a description only repeats a name: `title // The title of the issue` tells nothing. */
export function repeats(description: string, name: string): boolean {
  const words = wordsOf(description).filter((word) => !EMPTY.has(word));
  const said = new Set(wordsOf(name));
  const news = words.filter((word) => !said.has(word));
  return news.length === 0 || (news.length === 1 && words.length > 1 && words.length <= 3 && said.size <= 2);
}

function wordsOf(text: string): readonly string[] {
  const split = text
    .slice(0, 300)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return split.filter((word) => word !== '').map((word) => word.replace(/s$/, ''));
}
