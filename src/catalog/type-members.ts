import { proposal, segmentText, toBriefJson } from './expand-path.ts';
import { flattenObject } from './flatten.ts';
import { isHidden } from './json-schema.ts';
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

/** Members in the order in which they are worth showing: required, optional, deprecated; those of the other direction are left out. */
export function membersOf(schema: Schema, { path, tag }: Pick<Hole, 'path' | 'tag'>, options: MemberOptions): Members {
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, options.direction));
  const isRequired = ([name]: readonly [string, Schema]): boolean => required.has(name);
  const rank = ([name, property]: readonly [string, Schema]): number =>
    options.direction === 'request'
      ? requestRank(required.has(name), property)
      : answerRank(name, required.has(name), property);
  const sorted = RANKS.flatMap((each) => visible.filter((entry) => rank(entry) === each));
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

const RANKS = [0, 1, 2, 3] as const;

/** What must be sent comes first, what should not be used any more last. */
function requestRank(required: boolean, { deprecated }: Schema): number {
  return (required ? 0 : 2) + (deprecated ? 1 : 0);
}

/** Of an answer, values come before links to more of them, and what is always there before what may be. */
function answerRank(name: string, required: boolean, { deprecated }: Schema): number {
  if (deprecated) return 3;
  return isLink(name) ? 2 : required ? 0 : 1;
}

/** Whether a member's name says that it holds an address of something else, not a value of its own. */
export function isLink(name: string): boolean {
  return /_(url|href|uri)$|[a-z](Url|Href|Uri)$|^_?links$|^node_id$/.test(name) && name !== 'html_url';
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
