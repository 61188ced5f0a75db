import { growthOf } from './select-growth.ts';
import { toJson } from './to-json.ts';

const LONGEST = 1000;
const DEEPEST = 32;
/** Characters of JSON that may come out; an expression that only picks gives no more than the value has. */
const LARGEST_RESULT = 40_000_000;

/** What every JMESPath expression of a caller is held to, in words. */
export const EXPRESSION_LIMITS = `${LONGEST} characters and nest ${DEEPEST} deep`;

/** A JMESPath expression, compiled. */
export interface Expression {
  readonly text: string;
  /** The tree `jmespath` makes of it. */
  readonly tree: unknown;
  /** What it picks of a value. Throws an Error where it cannot be applied, or would copy the value too often. */
  readonly search: (value: unknown) => unknown;
}

/** Whether an expression is short and flat enough to be looked at. */
export function isWithinLimits(text: string): boolean {
  return text.length <= LONGEST && nestingOf(text) <= DEEPEST;
}

/** The expression that a text within the limits stands for. Throws an Error that says what is wrong with it. */
export async function readExpression(text: string): Promise<Expression> {
  const { compile, search } = await import('jmespath').then(withCompile);
  const tree = compile(text);
  const growth = growthOf(tree);
  return Object.freeze({
    text,
    tree,
    search: (value: unknown) => {
      if (growth > 1 && lengthOf(value) > LARGEST_RESULT / growth) throw new Error('it would copy the body too often');
      return search(value, text);
    },
  });
}

/** Of values that were measured: one large result may be asked for each of many elements. */
const LENGTHS = new WeakMap<object, number>();

/** Characters of JSON that a value takes, about; its members are remembered, since chains put the same ones together anew. */
function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return measured(value);
  return Object.values(value).reduce((sum: number, member) => sum + measured(member), 0);
}

function measured(value: unknown): number {
  const isObject = typeof value === 'object' && value !== null;
  const known = isObject ? LENGTHS.get(value) : undefined;
  if (known !== undefined) return known;
  const length = toJson(value, LARGEST_RESULT)?.length ?? Number.POSITIVE_INFINITY;
  if (isObject) LENGTHS.set(value, length);
  return length;
}

interface JmesPath {
  readonly compile: (expression: string) => unknown;
  readonly search: (value: unknown, expression: string) => unknown;
}

/** The published types leave `compile` out. */
function withCompile(module: unknown): JmesPath {
  return module as JmesPath;
}

function nestingOf(expression: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of expression) {
    if ('([{'.includes(character)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(character)) depth--;
  }
  return deepest;
}
