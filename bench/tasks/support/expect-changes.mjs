// The end state of a task, told as what has changed since its beginning: every row that should be otherwise, and no other.
// A state is an object of tables, a table an object of rows by id.
import { isDeepStrictEqual } from 'node:util';

/**
 * A check for a task. `wanted(before)` names by table what must have `changed` ({ id: members as they should be now }), what was
 * `removed` (ids) and `added` (members each new row has). A function in place of a value is asked whether the value is right.
 * @param {() => Record<string, Record<string, any>>} createState
 * @param {(before: any) => Record<string, { changed?: Record<string, any>, removed?: string[], added?: any[] }>} wanted
 * @param {readonly string[]} ignoring members that a server sets at every change
 */
export function expectChanges(createState, wanted, ignoring = []) {
  let first;
  return (after) => {
    first ??= createState();
    const before = first;
    const wish = wanted(before);
    for (const table of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const problem = checkTable(before[table] ?? {}, after[table] ?? {}, wish[table] ?? {}, ignoring);
      if (problem !== undefined) return `${table}: ${problem}`;
    }
    return undefined;
  };
}

function checkTable(before, after, { changed = {}, removed = [], added = [] }, ignoring) {
  const gone = Object.keys(before).filter((id) => !(id in after));
  const missing = removed.map(String).filter((id) => !gone.includes(id));
  if (missing.length > 0) return `${missing.join(', ')} should be gone`;
  const extra = gone.filter((id) => !removed.map(String).includes(id));
  if (extra.length > 0) return `${extra.join(', ')} should still be there`;
  for (const [id, row] of Object.entries(before)) {
    if (!(id in after)) continue;
    const problem = differenceOf(row, changed[id] ?? {}, after[id], ignoring);
    if (problem !== undefined) return `${id}: ${problem}`;
  }
  return checkAdded(
    Object.entries(after).filter(([id]) => !(id in before)),
    added,
  );
}

function checkAdded(rows, added) {
  if (rows.length !== added.length) return `${added.length} new expected, ${rows.length} there`;
  const left = [...rows];
  for (const members of added) {
    const at = left.findIndex(([, row]) => holds(row, members));
    if (at < 0) return `none of the new ones is ${JSON.stringify(members)}`;
    left.splice(at, 1);
  }
  return undefined;
}

/** The first member that is neither as it was nor as it should be. */
function differenceOf(before, wish, after, ignoring) {
  for (const name of new Set([...Object.keys(before), ...Object.keys(wish), ...Object.keys(after ?? {})])) {
    const isWished = name in wish;
    if (ignoring.includes(name) && !isWished) continue;
    const now = after?.[name];
    if (!isWished) {
      if (!isDeepStrictEqual(before[name], now)) return `"${name}" should have stayed as it was`;
    } else if (isRecord(wish[name]) && isRecord(before[name])) {
      const inner = differenceOf(before[name], wish[name], now, ignoring);
      if (inner !== undefined) return `"${name}": ${inner}`;
    } else if (!holds(now, wish[name])) return `"${name}" is ${JSON.stringify(now)?.slice(0, 80)}`;
  }
  return undefined;
}

/** Whether a value has what is wanted of it: records may have more, everything else is equal. */
function holds(value, wanted) {
  if (typeof wanted === 'function') return wanted(value) === true;
  if (!isRecord(wanted)) return isDeepStrictEqual(value, wanted);
  return isRecord(value) && Object.entries(wanted).every(([name, inner]) => holds(value[name], inner));
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
