import type { Endpoint } from './endpoint.ts';

const LONGEST_TEXT = 400;

/** The words of a name, in lower case and without the `s` of a plural: `FriendlyName`, `friendly_names`. */
export function nameWords(name: string): readonly string[] {
  return name
    .slice(0, LONGEST_TEXT)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(singular);
}

function singular(word: string): string {
  if (word.length < 4) return word;
  return word.replace(/ies$/, 'y').replace(/(?<![su])s$/, '');
}

/** Words by which an endpoint says what it is about: those of its path, its summary and the beginning of its description. */
export function ownWords({ path, summary, beginning }: Endpoint): ReadonlySet<string> {
  const segments = path.replace(/\{[^}]*\}/g, ' ');
  const words = [segments, summary, beginning].flatMap((text) => nameWords(text));
  return new Set(words.filter((word) => word.length > 2 && !COMMON.has(word)));
}

const COMMON: ReadonlySet<string> = new Set(
  'the and for with from that this all one new any are can not use you your its get list create update delete add set return retrieve'.split(
    ' ',
  ),
);
