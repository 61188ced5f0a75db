import { membersOf } from './members-of.ts';
import type { PageHints } from './next-page.ts';

/** Where a call stands among pages that are counted, as `page` or `offset`. */
export interface PagePosition {
  readonly input: string;
  readonly kind: 'page' | 'offset';
  /** The page or offset that was asked for; undefined where none was, and nobody says what that means. */
  readonly at: number | undefined;
  /** Where counting begins, 0 or 1; undefined where nobody says it. */
  readonly first: number | undefined;
  /** Items on a page, as the call asks for it. */
  readonly size: number | undefined;
  /** Items on the pages before, as far as that is known. */
  readonly before: number | undefined;
}

const HOLDERS = /^(meta(data)?|paging|pagination|page(_?info)?|page_?meta)$/i;

/** Where the answer to a call of this URL stands; undefined where its pages are not counted. */
export function positionOf(value: unknown, url: string, hints: PageHints): PagePosition | undefined {
  const { input, kind } = hints;
  if (input === undefined || input.startsWith('body.') || (kind !== 'page' && kind !== 'offset')) return undefined;
  const given = givenNumber(url, input);
  // a text that is no number is a cursor, whatever the input is called
  if (given === 'other') return undefined;
  const at = given ?? hints.first ?? echoedPosition(value, input);
  const first =
    hints.first ?? (given === undefined ? zeroOrOne(at) : undefined) ?? (isPlainOffset(input) ? 0 : undefined);
  const size = hints.size === undefined ? undefined : givenNumber(url, hints.size);
  const before = given === undefined ? 0 : itemsBefore(given, kind, first);
  return { input, kind, at, first, size: size === 'other' ? undefined : size, before };
}

function itemsBefore(at: number, kind: 'page' | 'offset', first: number | undefined): number | undefined {
  if (at === 0 || at === first) return 0;
  return kind === 'page' || first === undefined ? undefined : at - first;
}

/** `startIndex` counts from 1 in some APIs (SCIM) and from 0 in others; these never do. */
function isPlainOffset(input: string): boolean {
  return /^(offset|skip|startat)$/.test(plain(input));
}

function zeroOrOne(number: number | undefined): number | undefined {
  return number === 0 || number === 1 ? number : undefined;
}

/** What a request sends for an input that is a number. */
function givenNumber(url: string, input: string): number | 'other' | undefined {
  const wire = input.replace(/^query\./, '');
  const given = URL.canParse(url) ? new URL(url).searchParams.get(wire) : null;
  if (given === null) return undefined;
  return /^\d{1,15}$/.test(given) ? Number(given) : 'other';
}

/** The page or offset that an answer says it is, under the name of the input. */
export function echoedPosition(value: unknown, input: string): number | undefined {
  const bare = plain(input);
  const isMeant = ([name, held]: readonly [string, unknown]): boolean =>
    Number.isSafeInteger(held) && (plain(name) === bare || (bare.includes('page') && /^current_?page$/i.test(name)));
  const members = membersOf(value);
  const inner = members.flatMap(([name, held]) => (HOLDERS.test(name) ? [membersOf(held)] : []));
  const [, echoed] = [members, ...inner].map((each) => each.find(isMeant)).find((found) => found !== undefined) ?? [];
  return typeof echoed === 'number' ? echoed : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
