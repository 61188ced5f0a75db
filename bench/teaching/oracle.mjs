// What a task's check may ask of an answer. Each gives what is wrong, or undefined.
import { isDeepStrictEqual } from 'node:util';

/** The content of report.pdf in the server's files folder. */
export const REPORT = '%PDF-1.4\n% a report of one line\n%%EOF\n';

export function same(actual, wanted) {
  if (isDeepStrictEqual(actual, wanted)) return undefined;
  return `the answer is ${brief(actual)} and not ${brief(wanted)}`;
}

export function missing(text, wanted) {
  const lacking = wanted.filter((each) => !text.includes(each));
  return lacking.length === 0 ? undefined : `the answer lacks ${brief(lacking)}`;
}

export function surplus(text, unwanted) {
  const found = unwanted.filter((each) => text.includes(each));
  return found.length === 0 ? undefined : `the answer has ${brief(found)} too`;
}

/** The numbers in a list, whether bare or the only member of objects. */
export function numbersIn(value) {
  if (!Array.isArray(value)) return value;
  return value.map((each) => (typeof each === 'object' && each !== null ? (each.number ?? each.id) : each));
}

/** Texts in a value that look like this, each once, in their order. */
export function idsIn(value, pattern) {
  const found = new Set();
  JSON.stringify(value ?? null, (_, each) => {
    if (typeof each === 'string' && pattern.test(each)) found.add(each);
    return each;
  });
  return [...found];
}

/** The body that an answer of execute_endpoint ends with: the JSON of its last line. */
export function bodyOf(text) {
  try {
    return JSON.parse(text.split('\n').at(-1));
  } catch {
    return undefined;
  }
}

/** Where two states differ, in words; undefined where they do not. Order within a list is nobody's to say. */
export function difference(actual, wanted, place = '') {
  if (isDeepStrictEqual(actual, wanted)) return undefined;
  if (Array.isArray(actual) && Array.isArray(wanted)) return listDifference(actual, wanted, place);
  if (isObject(actual) && isObject(wanted)) {
    for (const name of new Set([...Object.keys(actual), ...Object.keys(wanted)])) {
      const found = difference(actual[name], wanted[name], `${place}/${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return `${place} is ${brief(actual)} and not ${brief(wanted)}`;
}

function listDifference(actual, wanted, place) {
  const key = (value) => JSON.stringify(canonical(value));
  const left = new Map();
  for (const each of wanted) left.set(key(each), (left.get(key(each)) ?? 0) + 1);
  const extra = actual.filter((each) => {
    const count = left.get(key(each)) ?? 0;
    left.set(key(each), count - 1);
    return count <= 0;
  });
  const lacking = wanted.filter((each) => left.get(key(each)) > 0);
  if (extra.length === 0 && lacking.length === 0) return undefined;
  return `${place} has ${brief(extra)}${lacking.length === 0 ? ' too' : ` and not ${brief(lacking)}`}`;
}

/** The same for values that say the same in another order. */
function canonical(value) {
  if (Array.isArray(value)) {
    const items = value.map((each) => JSON.stringify(canonical(each)));
    return items.sort();
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, canonical(member)]);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 220 ? `${text.slice(0, 220)}…` : text;
}
