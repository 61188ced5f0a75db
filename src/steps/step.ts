import type { Expression } from '../answer/expression.ts';

/** One call of a chain, its templates read. Values in it that are templates are told by `isTemplate`. */
export interface Step {
  /** Its place among the steps, from 0. */
  readonly index: number;
  readonly id: string | undefined;
  readonly endpoint: string;
  /** An object whose values may hold templates. */
  readonly params: Readonly<Record<string, unknown>> | undefined;
  /** Any value that may hold templates; undefined: none. */
  readonly body: unknown;
  readonly select: Expression | undefined;
  readonly pages: number | undefined;
  /** What it is done for each of: a list whose items may hold templates, or what gives the list. */
  readonly each: readonly unknown[] | Expression | undefined;
  readonly if: Expression | boolean | undefined;
}

/** The name that stands for one element of `each`. */
export const ITEM = 'item';

/** How a step is called where a reader must recognise it: its id, else its number from 1. */
export function nameOf({ id, index }: Step): string {
  return id ?? `step ${index + 1}`;
}

export function pointerOf({ index }: Step): string {
  return `/steps/${index}`;
}
