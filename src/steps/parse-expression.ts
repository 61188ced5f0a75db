import { comparedFault } from '../answer/compared-fault.ts';
import { type Expression, readExpression } from '../answer/expression.ts';
import { closest } from '../suggest.ts';
import { habitHint } from './expression-hint.ts';

/** The functions of the JMESPath specification and how many arguments they take (0: any); what is wrong would be found out only when it runs. */
const FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ['abs', 1],
  ['avg', 1],
  ['ceil', 1],
  ['contains', 2],
  ['ends_with', 2],
  ['floor', 1],
  ['join', 2],
  ['keys', 1],
  ['length', 1],
  ['map', 2],
  ['max', 1],
  ['max_by', 2],
  ['merge', 0],
  ['min', 1],
  ['min_by', 2],
  ['not_null', 0],
  ['reverse', 1],
  ['sort', 1],
  ['sort_by', 2],
  ['starts_with', 2],
  ['sum', 1],
  ['to_array', 1],
  ['to_number', 1],
  ['to_string', 1],
  ['type', 1],
  ['values', 1],
]);

/** A node of the tree that `jmespath` makes of an expression. */
export interface Node {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly children?: readonly unknown[];
}

/** The expression of a text within the limits, every node of it known to work; or what is wrong with it. */
export async function parseExpression(text: string): Promise<Expression | { readonly fault: string }> {
  try {
    const expression = await readExpression(text);
    const fault = comparedFault(text) ?? treeFault(expression.tree);
    return fault === undefined ? expression : { fault };
  } catch (error) {
    // a lone `=` makes jmespath 0.16 stumble over itself
    const isTheirs = error instanceof TypeError || !(error instanceof Error);
    const hint = comparedFault(text) ?? habitHint(text);
    if (hint !== undefined) return { fault: hint };
    return { fault: isTheirs ? `${text} cannot be parsed; equality is ==` : error.message };
  }
}

/** What the parser lets through and the interpreter fails on. */
function treeFault(node: unknown): string | undefined {
  if (!isNode(node)) return 'something is missing in it';
  if (node.type === 'Function') {
    const fault = functionFault(node.name, nodesBelow(node).length);
    if (fault !== undefined) return fault;
  }
  if (node.type === 'MultiSelectHash' && nodesBelow(node).some((pair) => isNode(pair) && pair.name === '__proto__'))
    return 'no member may be called __proto__';
  for (const child of nodesBelow(node)) {
    const fault = treeFault(child);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function functionFault(name: string | undefined, given: number): string | undefined {
  if (name === undefined) return 'only a function may stand before (';
  const takes = FUNCTIONS.get(name);
  if (takes !== undefined) {
    if (takes === 0 || takes === given) return undefined;
    return `${name}() takes ${takes === 1 ? '1 argument' : `${takes} arguments`}, here ${given}${name === 'join' ? ": join(', ', list)" : ''}`;
  }
  const [near] = closest(name, FUNCTIONS.keys(), 1);
  return `there is no function ${name}()${near === undefined ? '' : `, did you mean ${near}()?`}`;
}

/** The nodes directly below a node. A slice's children are numbers; a pair's only one is its value. */
export function nodesBelow({ type, value, children = [] }: Node): readonly unknown[] {
  if (type === 'Slice') return [];
  return type === 'KeyValuePair' ? [value] : children;
}

export function isNode(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'type' in node;
}
