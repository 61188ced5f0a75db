import { toOneLine } from '../plain-text.ts';
import { proposal, toBriefJson, toJsonText } from './expand-path.ts';
import type { Expression, Hole } from './type-expression.ts';

/** A type as it reads while no object in it is shown. */
export function closedText(expression: Expression): string {
  return expression.map((piece) => (typeof piece === 'string' ? piece : closedHole(piece))).join('');
}

/** What stands for an object left out: how many members it has, how to see them, and the discriminator that chooses it. */
export function closedHole({ path, count, tag }: Hole): string {
  if (count === 0) return `any /* as ${toJsonText(path.slice(0, 400))} */`;
  const fixed = tag === undefined ? '' : `${toOneLine(tag.property, 60)}: ${toBriefJson(tag.value, 80)}`;
  return fixed === '' ? `{${proposal(path, count)}}` : `{${fixed}, ${proposal(path, count)}}`;
}
