import { proposal, segmentText, toBriefJson } from './expand-path.ts';
import { flattenObject } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import { inOrder } from './member-order.ts';
import type { Schema } from './schema.ts';
import { descriptionOf, limitsOf } from './type-comment.ts';
import { type Expression, type ExpressionOptions, expressionOf, type Hole, mapEntries } from './type-expression.ts';

/** One member of an object: `name?: type // limits; description`. */
export interface Line {
  /** With `?` and colon; empty for what is no member. */
  readonly key: string;
  readonly type: Expression;
  readonly required: boolean;
  /** Constraints, always shown. */
  readonly limits: string;
  /** The description in at most so many characters; empty where it says no more than the name. */
  describe(most: number): string;
}

/** The members of an object, one after the other as they are asked for. */
export interface Members {
  readonly count: number;
  readonly lines: Iterable<Line>;
}

export type MemberOptions = Omit<ExpressionOptions, 'path' | 'skip' | 'skipArms'> & {
  /** Members passed over. */
  readonly skip: number;
};

/** Members in the order in which they are worth showing: those of the other direction are left out. */
export function membersOf(schema: Schema, { path, tag }: Pick<Hole, 'path' | 'tag'>, options: MemberOptions): Members {
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, options.direction));
  const isRequired = ([name]: readonly [string, Schema]): boolean => required.has(name);
  const sorted = inOrder(visible, { required, direction: options.direction });
  const { skip, ...others } = options;
  function* lines(): Generator<Line> {
    for (const entry of sorted.slice(skip)) {
      const [name, property] = entry;
      const inner = { ...others, path: `${path}.${segmentText(name)}` };
      const type = tag?.property === name ? [toBriefJson(tag.value, LONGEST_KEY)] : expressionOf(property, inner);
      yield {
        key: keyOf(name, isRequired(entry)),
        type,
        required: isRequired(entry),
        limits: limitsOf(property, options.direction),
        describe: (most) => descriptionOf(property, { name, most, direction: options.direction }),
      };
    }
    for (const entry of mapEntries(schema, { ...others, path })) yield { ...BARE, type: entry };
  }
  return { count: Math.max(0, sorted.length - skip) + mapEntries(schema, { ...others, path }).length, lines: lines() };
}

const BARE: Omit<Line, 'type'> = { key: '', required: false, limits: '', describe: () => '' };

/** The line that says how many members are left out, and how to see them. */
export function restLine(path: string, { shown, more }: { readonly shown: number; readonly more: number }): Line {
  return { ...BARE, type: [proposal(`${path}.+${shown}`, more)] };
}

/** `name?: `, the name as TypeScript writes it. */
export function keyOf(name: string, isRequired: boolean): string {
  return `${keyText(name)}${isRequired ? '' : '?'}: `;
}

/** A member's name as TypeScript writes it. */
export function keyText(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name) && name.length <= LONGEST_KEY
    ? name
    : toBriefJson(name, LONGEST_KEY);
}

const LONGEST_KEY = 120;
