/** Values in one example, default or enum member; YAML aliases can make ten lines stand for a billion. */
const MOST_VALUES = 20_000;

/** The value, or undefined where it holds more values than anything is made for that is meant to be read. */
export function bounded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = isBounded.get(value) ?? countValues(value, MOST_VALUES) >= 0;
  isBounded.set(value, known);
  return known ? value : undefined;
}

/** Thousands of places may share one bomb. */
const isBounded = new WeakMap<object, boolean>();

/** Aliases can also make a value its own member. */
const DEEPEST = 200;

/** How many of `left` values remain after walking `value`; negative as soon as there are more. */
function countValues(value: unknown, left: number, depth = 0): number {
  if (typeof value !== 'object' || value === null) return left - 1;
  if (depth > DEEPEST) return -1;
  let rest = left - 1;
  for (const member of Object.values(value)) {
    if (rest < 0) return rest;
    rest = countValues(member, rest, depth + 1);
  }
  return rest;
}
