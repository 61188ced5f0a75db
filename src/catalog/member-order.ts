import { flattenObject } from './flatten.ts';
import type { Direction } from './json-schema.ts';
import { itemThing, mainArm } from './main-arm.ts';
import type { Schema } from './schema.ts';
import { tellingOf } from './telling.ts';
import { fieldScore } from './telling-field.ts';
import { itemsOf } from './type-expression.ts';

type Member = readonly [string, Schema];

interface Ordering {
  readonly required: ReadonlySet<string>;
  readonly direction: Direction;
}

/**
 * Members in the order in which they are worth showing: of a request required ones first, of an answer the list that it is about,
 * then what tells most, links last; those that should not be used any more behind all of them.
 */
export function inOrder(members: readonly Member[], { required, direction }: Ordering): readonly Member[] {
  const main = direction === 'request' ? undefined : mainList(members);
  const rank = (member: Member): number => {
    const [name, property] = member;
    const first = required.has(name) ? 1 : 0;
    const last = property.deprecated ? LAST : 0;
    if (direction === 'request') return (property.deprecated ? 1 : 0) - first * 2;
    return last - (member === main ? FIRST : 0) - fieldScore(name, property, NOTHING) - first * REQUIRED;
  };
  const ranked = members.map((member) => ({ member, rank: rank(member) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ member }) => member);
}

const FIRST = 20;
const LAST = 100;
const REQUIRED = 0.5;
const NOTHING: ReadonlySet<string> = new Set();

/** The only list of objects in what has no id of its own. */
function mainList(members: readonly Member[]): Member | undefined {
  if (members.some(([name]) => tellingOf(name) === 0)) return undefined;
  const [only, ...others] = members.filter(([, property]) => {
    const items = itemsOf(property);
    return items !== undefined && flattenObject(mainArm(itemThing(items))).properties.size > 0;
  });
  return others.length === 0 ? only : undefined;
}
