/** Nested deeper than any real value; an alias may also make one hold itself. */
const DEEPEST = 1000;

/** The text of an object that is no list and no record of members; undefined for every other. */
export type WriteObject = (value: object) => string | undefined;

interface Writing {
  readonly parts: string[];
  readonly writeObject: WriteObject | undefined;
  left: number;
  depth: number;
}

/** Minified JSON; undefined where it would be longer than `most` characters, found out early: YAML's aliases make a few lines a terabyte. */
export function toJsonWithin(value: unknown, most: number, writeObject?: WriteObject): string | undefined {
  const writing: Writing = { parts: [], writeObject, left: most, depth: 0 };
  return write(value, writing) ? writing.parts.join('') : undefined;
}

/** The first `most` characters of the same. */
export function jsonBeginning(value: unknown, most: number): string {
  const writing: Writing = { parts: [], writeObject: undefined, left: most, depth: 0 };
  write(value, writing);
  return writing.parts.join('').slice(0, most);
}

function write(value: unknown, writing: Writing): boolean {
  if (typeof value !== 'object' || value === null) return put(scalarJson(value, writing.left), writing);
  const own = writing.writeObject?.(value);
  if (own !== undefined) return put(own, writing);
  if (++writing.depth > DEEPEST) return false;
  const isWhole = Array.isArray(value)
    ? writeItems(value, writing)
    : writeMembers(value as Readonly<Record<string, unknown>>, writing);
  writing.depth--;
  return isWhole;
}

function writeItems(items: readonly unknown[], writing: Writing): boolean {
  if (!put('[', writing)) return false;
  for (let index = 0; index < items.length; index++) {
    if (index > 0 && !put(',', writing)) return false;
    if (!write(items[index], writing)) return false;
  }
  return put(']', writing);
}

function writeMembers(members: Readonly<Record<string, unknown>>, writing: Writing): boolean {
  if (!put('{', writing)) return false;
  let isFirst = true;
  // every value here was made by a parser, by JMESPath or by ourselves: no inherited names
  for (const name in members) {
    const held = members[name];
    if (held === undefined) continue;
    if (!isFirst && !put(',', writing)) return false;
    isFirst = false;
    if (!put(scalarJson(name, writing.left), writing) || !put(':', writing)) return false;
    if (!write(held, writing)) return false;
  }
  return put('}', writing);
}

/** What is no JSON value (JMESPath can reach a function by an inherited name) is null. */
function scalarJson(value: unknown, most: number): string {
  // quoting all of a long string that does not fit would be wasted
  if (typeof value === 'string' && value.length > most) return `${JSON.stringify(value.slice(0, Math.max(0, most)))}…`;
  return JSON.stringify(value) ?? 'null';
}

/** What does not fit is put all the same, for whoever wants the beginning, and ends the writing. */
function put(text: string, writing: Writing): boolean {
  writing.left -= text.length;
  writing.parts.push(text);
  return writing.left >= 0;
}
