const MOST_LEVELS = 100;
const MOST_VALUES = 500_000;

/** Why a value is too much to look at; `undefined` where it is not. Does not recurse, so that no nesting can exhaust the stack. */
export function sizeFault(value: unknown): string | undefined {
  let level: readonly unknown[] = [value];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return `is nested deeper than ${MOST_LEVELS} levels`;
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue;
      for (const inner of Object.values(each)) next.push(inner);
    }
    count += next.length;
    if (count > MOST_VALUES) return `holds more than ${MOST_VALUES} values`;
    level = next;
  }
  return undefined;
}
