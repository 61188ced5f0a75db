import { characterEnd } from '../plain-text.ts';
import { isExactNumber } from './exact-number.ts';
import { itemPlace, type LeftOut, memberPlace, type Place } from './left-out.ts';
import { toJson } from './to-json.ts';

/** What was left out, in the order of the value. */
export type Ledger = LeftOut[];

/** Below this many characters a part is named, not shown. */
const LEAST_ROOM = 24;
/** A list shows at least so many items, each cut as that takes. */
const ITEMS_AIMED_AT = 8;
const DEEPEST_SHOWN = 12;
const NAMES_SHOWN = 3;
const LONGEST_NAME = 120;
/** `,"… 1000000 more"` */
const REST_ROOM = 20;

/**
 * A value as JSON of about `room` characters: first items of lists, beginnings of strings, outer levels of objects, small parts
 * before large ones; `… 31 more` where something is missing. Always valid JSON.
 */
export function shorten(value: unknown, room: number, place: Place, ledger: Ledger): string {
  const whole = toJson(value, room);
  if (whole !== undefined) return whole;
  if (typeof value === 'string') return shortenText(value, room, place, ledger);
  if (typeof value !== 'object' || value === null) return 'null';
  if (isExactNumber(value)) return shortenText(value.digits, room, place, ledger);
  const isShown = room >= LEAST_ROOM && place.depth < DEEPEST_SHOWN;
  if (Array.isArray(value)) return isShown ? shortenItems(value, room, place, ledger) : foldItems(value, place, ledger);
  const members = value as Readonly<Record<string, unknown>>;
  return isShown ? shortenMembers(members, room, place, ledger) : foldMembers(members, room, place, ledger);
}

function shortenText(text: string, room: number, place: Place, ledger: Ledger): string {
  const count = ` (${text.length} characters)`;
  let end = Math.max(0, room - count.length - 3);
  // quotes, line ends and other scripts take more room in JSON than in text
  for (;;) {
    const shown = end < 2 ? 0 : characterEnd(text, end);
    const json = JSON.stringify(shown === 0 ? '…' : `${text.slice(0, shown)}…${count}`);
    if (json.length <= room || shown === 0) {
      ledger.push({ kind: 'text', place, of: text.length, shown });
      return json;
    }
    end = Math.floor(end * Math.min(0.9, room / json.length));
  }
}

function shortenItems(items: readonly unknown[], room: number, place: Place, ledger: Ledger): string {
  const shown: string[] = [];
  let left = room - 2 - REST_ROOM;
  const perItem = Math.max(LEAST_ROOM, Math.floor(left / Math.min(items.length, ITEMS_AIMED_AT)));
  for (const [index, item] of items.entries()) {
    const marked = ledger.length;
    const whole = toJson(item, Math.min(perItem, left));
    // what is left after a few is less than an item: no use in a torso
    if (whole === undefined && left < perItem * 0.8) break;
    const json = whole ?? shorten(item, Math.min(perItem, left), itemPlace(place, index), ledger);
    if (json.length > left) {
      ledger.length = marked;
      break;
    }
    shown.push(json);
    left -= json.length + 1;
  }
  const more = items.length - shown.length;
  if (shown.length === 0) return foldItems(items, place, ledger);
  if (more > 0) {
    ledger.push({ kind: 'items', place, of: items.length, shown: shown.length });
    // a list of its own stays a list of its items
    if (place.parent !== undefined) shown.push(JSON.stringify(`… ${more} more`));
  }
  return `[${shown.join(',')}]`;
}

function shortenMembers(
  members: Readonly<Record<string, unknown>>,
  room: number,
  place: Place,
  ledger: Ledger,
): string {
  const names = namesOf(members);
  const most = Math.floor(room / LEAST_ROOM);
  const shown = names.slice(0, most);
  if (shown.length < Math.min(names.length, 2)) return foldMembers(members, room, place, ledger);
  const keys = shown.map(
    (name) =>
      `${JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, characterEnd(name, LONGEST_NAME))}…` : name)}:`,
  );
  const rest = names.length - shown.length;
  const taken = keys.reduce((sum, key) => sum + key.length + 1, 1) + (rest > 0 ? REST_ROOM + 10 : 0);
  const values = shareRoom(
    shown.map((name) => members[name]),
    room - taken,
    (index, share) => shorten(members[shown[index] ?? ''], share, memberPlace(place, shown[index] ?? ''), ledger),
  );
  const parts = keys.map((key, index) => `${key}${values[index]}`);
  if (rest > 0) {
    ledger.push({ kind: 'members', place, of: names.length, shown: shown.length });
    parts.push(`"…":${JSON.stringify(`${rest} more members`)}`);
  }
  return `{${parts.join(',')}}`;
}

/** Small values whole; what they leave is shared among the large ones alike. */
function shareRoom(
  values: readonly unknown[],
  room: number,
  shortenAt: (index: number, share: number) => string,
): readonly string[] {
  const json: (string | undefined)[] = values.map(() => undefined);
  let left = room;
  let open = values.map((_, index) => index);
  // each round may make more of them small, and the first rounds nearly all that are
  for (let round = 0; round < ROUNDS && open.length > 0; round++) {
    const share = Math.floor(left / open.length);
    const before = open.length;
    for (const index of open) json[index] = toJson(values[index], share);
    left -= open.reduce((sum, index) => sum + (json[index]?.length ?? 0), 0);
    open = open.filter((index) => json[index] === undefined);
    if (open.length === before) break;
  }
  open.forEach((index, done) => {
    const text = shortenAt(index, Math.max(0, Math.floor(left / (open.length - done))));
    json[index] = text;
    left -= text.length;
  });
  return json.map((text) => text ?? 'null');
}

const ROUNDS = 6;

function foldItems(items: readonly unknown[], place: Place, ledger: Ledger): string {
  ledger.push({ kind: 'folded', place, of: items.length, shown: 0 });
  return JSON.stringify(`… ${items.length} items`);
}

function foldMembers(members: Readonly<Record<string, unknown>>, room: number, place: Place, ledger: Ledger): string {
  const names = namesOf(members);
  ledger.push({ kind: 'folded', place, of: names.length, shown: 0 });
  const first = names.slice(0, NAMES_SHOWN).map((name) => name.slice(0, characterEnd(name, LEAST_ROOM)));
  const named = JSON.stringify(`… {${first.join(', ')}${names.length > NAMES_SHOWN ? ', …' : ''}}`);
  return named.length <= Math.max(room, LEAST_ROOM) ? named : JSON.stringify(`… ${names.length} members`);
}

/** A hostile object has a million, and is looked at again and again. */
const namesByObject = new WeakMap<object, readonly string[]>();

function namesOf(members: Readonly<Record<string, unknown>>): readonly string[] {
  const held = namesByObject.get(members) ?? Object.keys(members);
  namesByObject.set(members, held);
  return held;
}
