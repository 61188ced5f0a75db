import { type Expression, readExpression } from '../answer/expression.ts';
import { closest } from '../suggest.ts';

/** The functions of the JMESPath specification; one that is not there would be found out only when it runs. */
const FUNCTIONS = [
  'abs',
  'avg',
  'ceil',
  'contains',
  'ends_with',
  'floor',
  'join',
  'keys',
  'length',
  'map',
  'max',
  'max_by',
  'merge',
  'min',
  'min_by',
  'not_null',
  'reverse',
  'sort',
  'sort_by',
  'starts_with',
  'sum',
  'to_array',
  'to_number',
  'to_string',
  'type',
  'values',
] as const;

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
    const fault = treeFault(expression.tree);
    return fault === undefined ? expression : { fault };
  } catch (error) {
    // a lone `=` makes jmespath 0.16 stumble over itself
    const isTheirs = error instanceof TypeError || !(error instanceof Error);
    return { fault: isTheirs ? `${text} cannot be parsed; equality is ==` : error.message };
  }
}

/** What the parser lets through and the interpreter fails on. */
function treeFault(node: unknown): string | undefined {
  if (!isNode(node)) return 'something is missing in it';
  if (node.type === 'Function') {
    const fault = functionFault(node.name);
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

function functionFault(name: string | undefined): string | undefined {
  if (FUNCTIONS.some((known) => known === name)) return undefined;
  if (name === undefined) return 'only a function may stand before (';
  const [near] = closest(name, FUNCTIONS, 1);
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
