import { countTokens } from '../tokens.ts';
import type { Tag } from './alternatives.ts';
import type { Direction } from './json-schema.ts';
import type { Schema } from './schema.ts';
import { type Expression, expressionOf, type Hole } from './type-expression.ts';
import { type Filling, type LayoutOptions, layOut } from './type-layout.ts';
import { membersOf } from './type-members.ts';

/** How much of what has no natural end a rendering shows. */
export interface Detail {
  /** Characters of a description; 0 leaves descriptions out. */
  readonly description: number;
  readonly enums: number;
  readonly arms: number;
}

export interface RenderOptions {
  readonly direction: Direction;
  /** How the schema is reached in `expand`: `body`, `response.owner`. */
  readonly path: string;
  /** Tokens the text may cost. */
  readonly budget?: number;
  /** The same in characters, for callers that count themselves. */
  readonly mostCharacters?: number;
  readonly detail?: Detail;
  /** Members, values or items, and alternatives, of the outermost type that are passed over, for reading on. */
  readonly skip?: number;
  readonly skipArms?: number;
  readonly tag?: Tag | undefined;
  /** Shown by itself: members of members are described too, and long descriptions cut rather than left out. */
  readonly isAlone?: boolean;
}

export interface Rendered {
  /** A type expression, then `type Name = …` lines for types that occur more than once. */
  readonly text: string;
  /** Costs more than the budget even in its barest form. */
  readonly overflow: boolean;
}

/** From the richest to the poorest. */
export const DETAILS: readonly Detail[] = [
  { description: 160, enums: 30, arms: 8 },
  { description: 100, enums: 30, arms: 6 },
  { description: 60, enums: 20, arms: 6 },
  { description: 0, enums: 8, arms: 4 },
  { description: 0, enums: 3, arms: 2 },
  { description: 0, enums: 1, arms: 1 },
];

/** Of a type shown by itself, before the others. */
const ALONE: readonly Detail[] = [
  { description: 160, enums: 300, arms: 24 },
  { description: 160, enums: 100, arms: 12 },
];

const CHARACTERS_PER_TOKEN = 7;
/** Layouts go by the sum of their lines; where the whole costs more than that, the next try gets less. */
const TRIES = [1, 0.85, 0.6] as const;

/**
 * TypeScript-like text of a schema within a budget: objects filled breadth first, required members first, each object once;
 * what is left out says how many members it has and the `expand` that shows them.
 */
export function renderType(schema: Schema, options: RenderOptions): Rendered {
  const { direction, path, tag, skip = 0, skipArms = 0 } = options;
  return renderWith(options, (detail) => ({
    root: expressionOf(schema, { ...detail, direction, path, tag, skip, skipArms }),
    fill: (hole, from) => fillingOf(hole, { ...detail, direction, skip: from }),
  }));
}

interface Source {
  readonly root: Expression;
  fill(hole: Hole, skip: number): Filling;
}

/** The same for a type that no schema says, such as the parameters of an endpoint. */
export function renderWith(options: RenderOptions, read: (detail: Detail) => Source): Rendered {
  const { path, mostCharacters = 0, budget = Math.floor(mostCharacters / CHARACTERS_PER_TOKEN) } = options;
  const { detail: first } = options;
  const usual = first === undefined ? DETAILS : [first, ...DETAILS.filter(({ enums }) => enums < first.enums)];
  const details = options.isAlone === true ? [...ALONE, ...usual] : usual;
  let text = '';
  for (const detail of details) {
    const { description } = detail;
    const { root, fill } = read(detail);
    for (const share of TRIES) {
      text = layOut(root, {
        budget: Math.floor(budget * share),
        path,
        skip: options.skip ?? 0,
        ...describing(description, options),
        fill,
      });
      if (countTokens(text) <= budget) return { text, overflow: false };
    }
  }
  return { text, overflow: true };
}

function describing(
  description: number,
  { direction, isAlone = false }: RenderOptions,
): Pick<LayoutOptions, 'descriptions' | 'describeFirst'> {
  const isTold = direction === 'request' || isAlone;
  if (isTold) return { descriptions: { outer: description, inner: Math.min(description, INNER) }, describeFirst: true };
  return { descriptions: { outer: Math.min(description, ANSWER), inner: 0 }, describeFirst: false };
}

/** Characters of a description of members of members, and of an answer's members. */
const INNER = 100;
const ANSWER = 80;

/** What is inside an object, or inside a type that leads back to itself. */
export function fillingOf(
  hole: Hole,
  options: Pick<Detail, 'enums' | 'arms'> & { readonly direction: Direction; readonly skip: number },
): Filling {
  const { skip, ...others } = options;
  const { schema, path, count } = hole;
  if (schema === undefined) return { kind: 'members', count: 0, lines: [] };
  if (count === 0) return { kind: 'type', type: expressionOf(schema, { ...others, path }) };
  return { kind: 'members', ...membersOf(schema, hole, { ...others, skip }) };
}
