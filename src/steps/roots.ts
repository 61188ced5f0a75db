import type { Expression } from '../answer/expression.ts';
import { type StaticValue, staticValue, UNKNOWN } from './static-value.ts';

const ROOTS = new WeakMap<Expression, ReadonlySet<string>>();

/** The names at the root of an expression: ids of steps, and `item`. */
export function rootsOf(expression: Expression): ReadonlySet<string> {
  const known = ROOTS.get(expression);
  if (known !== undefined) return known;
  const roots = new Set(rootReads(expression).keys());
  ROOTS.set(expression, roots);
  return roots;
}

/** The same, with how often each is read. */
export function rootReads({ tree }: Expression): ReadonlyMap<string, number> {
  const reads = new Map<string, number>();
  const resultOf = (name: string): StaticValue => {
    reads.set(name, (reads.get(name) ?? 0) + 1);
    return UNKNOWN;
  };
  staticValue(tree, { kind: 'results' }, { resultOf });
  return reads;
}

export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'tree' in value && 'search' in value;
}
