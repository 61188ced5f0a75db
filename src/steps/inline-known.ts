import { isExactNumber } from '../answer/exact-number.ts';
import { type Expression, isWithinLimits } from '../answer/expression.ts';
import { toJsonWithin } from '../json-text.ts';
import { holdsRedacted } from './holds-redacted.ts';
import { namesFile } from './names-file.ts';
import { isNode, nodesBelow } from './parse-expression.ts';
import type { Scope } from './resolve.ts';
import { rootReads } from './roots.ts';

const LONGEST_LITERAL = 900;

/** Of steps that are taken up again: expressions that put what was done and what they will give together. */
export type Partials = ReadonlyMap<string, string>;

const NONE: Partials = new Map();

/**
 * An expression's text with each name that has a value written as that value, a JMESPath literal: ``join('-', [`{"s":1}`.s, b.s])``.
 * Undefined where a name's value would be too long, or where it cannot be told which of several uses means the result.
 */
export function inlineKnown(expression: Expression, scope: Scope, partials: Partials = NONE): string | undefined {
  const reads = rootReads(expression);
  let { text } = expression;
  for (const [name, count] of reads) {
    if (!scope.has(name) && !partials.has(name)) continue;
    const literal = partials.get(name) ?? toLiteral(scope.get(name));
    const { places, members } = usesOf(name, text);
    // a name that stands in quotes, or by itself deeper down, makes the counts differ
    const isClear = places.length === count && places.length + members === fieldsCalled(name, expression.tree);
    if (literal === undefined || !isClear) return undefined;
    for (const at of places.toReversed()) text = `${text.slice(0, at)}${literal}${text.slice(at + name.length)}`;
  }
  return isWithinLimits(text) ? text : undefined;
}

/** A backquote inside would end it; JSON can say it otherwise. What no double holds is text, as everywhere in arguments. */
export function toLiteral(value: unknown): string | undefined {
  if (namesFile(value) || holdsRedacted(value)) return undefined;
  const exact = (held: object) => (isExactNumber(held) ? JSON.stringify(held.digits) : undefined);
  const json = toJsonWithin(value, LONGEST_LITERAL, exact);
  return json === undefined ? undefined : `\`${json.replaceAll('`', '\\u0060')}\``;
}

/** Quoted parts, which are passed over, or a name with what stands around it. */
const WORDS = /'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|`(?:\\[\s\S]|[^`\\])*`|[A-Za-z_][A-Za-z0-9_]*/g;

/** Where a name stands by itself, and how often as a member (`.name`); functions (`name(`) and keys (`name:`) are neither. */
function usesOf(name: string, text: string): { readonly places: readonly number[]; readonly members: number } {
  const places: number[] = [];
  let members = 0;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (word !== name || /^\s*[(:]/.test(text.slice(index + name.length))) continue;
    if (/\.\s*$/.test(text.slice(0, index))) members++;
    else places.push(index);
  }
  return { places, members };
}

function fieldsCalled(name: string, node: unknown): number {
  if (!isNode(node)) return 0;
  const here = node.type === 'Field' && node.name === name ? 1 : 0;
  return nodesBelow(node).reduce((sum: number, child) => sum + fieldsCalled(name, child), here);
}
