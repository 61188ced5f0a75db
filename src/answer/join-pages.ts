import { isExactNumber } from './exact-number.ts';
import { isPagingMember } from './next-page.ts';
import { toJson } from './to-json.ts';

/** Names that lead to the list of items of a page; none where the page is the list. */
export type Place = readonly string[];

type Members = Readonly<Record<string, unknown>>;

const USUAL =
  /^(items?|data|values?|results?|records?|entries|list|resources|hits|nodes|edges|rows|content|documents|elements|objects)$/i;
const DEEPEST = 3;
const MOST_MEMBERS = 200;
/** What stands beside the items is short, or is taken for different on every page. */
const LONGEST_COMPARED = 100_000;

/** Where a page has its items; undefined where it has no list. */
export function placeOfItems(page: unknown): Place | undefined {
  if (Array.isArray(page)) return [];
  let level: readonly (readonly [Place, Members])[] = isRecord(page) ? [[[], page]] : [];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const lists = level.flatMap(([place, held]) => listsOf(held).map((name) => [...place, name]));
    if (lists.length > 0) return mainOf(lists, page);
    level = level.flatMap(([place, held]) =>
      entriesOf(held).flatMap(([name, inner]) =>
        isRecord(inner) && !isPagingMember(name) ? [[[...place, name], inner] as const] : [],
      ),
    );
  }
  return undefined;
}

/** The items of a page; none where its list is missing, as some leave out an empty one. Undefined where it is another kind of page. */
export function itemsAt(page: unknown, place: Place): readonly unknown[] | undefined {
  const [name, ...rest] = place;
  if (name === undefined) return Array.isArray(page) ? page : undefined;
  if (!isRecord(page)) return undefined;
  const held = Object.hasOwn(page, name) ? page[name] : undefined;
  return held === undefined || held === null ? [] : itemsAt(held, rest);
}

/**
 * Pages as one of the same shape: their items one after another, and so the lists beside these unless every page repeats them;
 * what tells where the pages stand as the last one has it, everything else as the first one has it.
 * `cursor` is a member that is none by its name, but holds the next call's cursor.
 */
export function joinPages(pages: readonly unknown[], place: Place, cursor?: string): unknown {
  const [first] = pages;
  const [main, ...rest] = place;
  if (pages.length < 2) return first;
  if (main === undefined) return pages.flatMap((page) => (Array.isArray(page) ? page : []));
  const records = pages.filter(isRecord);
  const last = records.at(-1) ?? {};
  const tellsPlace = (name: string): boolean => isPagingMember(name) || name === cursor;
  const joined = (name: string, held: unknown): unknown => {
    const all = records.flatMap((page) => (Object.hasOwn(page, name) ? [page[name]] : []));
    if (name === main && rest.length > 0) return joinPages(all, rest, cursor);
    if (name !== main && !(Array.isArray(held) && differ(all))) return held;
    return all.flatMap((list) => (Array.isArray(list) ? list : []));
  };
  const names = new Set([...records.slice(0, 1).flatMap(Object.keys), main, ...Object.keys(last).filter(tellsPlace)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      if (name !== main && tellsPlace(name)) return Object.hasOwn(last, name) ? [[name, last[name]]] : [];
      const held = records.find((page) => Object.hasOwn(page, name))?.[name];
      return held === undefined ? [] : [[name, joined(name, held)]];
    }),
  );
}

function differ(values: readonly unknown[]): boolean {
  const texts = values.map((value) => toJson(value, LONGEST_COMPARED));
  return texts.some((text) => text === undefined || text !== texts[0]);
}

/** Of several lists the one that is called so, else the longest; one of links only where there is no other. */
function mainOf(lists: readonly Place[], page: unknown): Place | undefined {
  const lengthOf = (place: Place): number => itemsAt(page, place)?.length ?? 0;
  const usual = lists.filter((place) => USUAL.test(place.at(-1) ?? ''));
  const plain = lists.filter((place) => !isPagingMember(place.at(-1) ?? ''));
  const [first, ...others] = [usual, plain, lists].find((each) => each.length > 0) ?? [];
  return others.reduce(
    (best, place) => (best !== undefined && lengthOf(best) >= lengthOf(place) ? best : place),
    first,
  );
}

function listsOf(held: Members): readonly string[] {
  return entriesOf(held).flatMap(([name, inner]) => (Array.isArray(inner) ? [name] : []));
}

function entriesOf(held: Members): readonly (readonly [string, unknown])[] {
  return Object.entries(held).slice(0, MOST_MEMBERS);
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
