import { asNode } from './tree-node.ts';

/**
 * How many times over a value can come out of an expression, at the most: `[@, @]` is 2, `[@, @][] | [@, @][]` is 4 and thirty
 * of them would fill any memory. Members that pick different fields share the value between them.
 */
export function growthOf(node: unknown): number {
  const { type, value, children = [] } = asNode(node);
  switch (type) {
    case 'MultiSelectList':
      return shared(children);
    case 'MultiSelectHash':
      return shared(children.map((child) => asNode(child).value));
    case 'KeyValuePair':
      return growthOf(value);
    case 'Function':
      return product(children.filter(isReference)) * sum(children.filter((child) => !isReference(child)));
    case 'FilterProjection':
      return growthOf(children[0]) * Math.max(growthOf(children[1]), growthOf(children[2]));
    case 'Comparator':
    case 'AndExpression':
    case 'OrExpression':
      return sum(children);
    default:
      return product(children);
  }
}

function shared(members: readonly unknown[]): number {
  const byField = new Map<string | undefined, number>();
  for (const member of members) {
    const field = fieldOf(member);
    byField.set(field, (byField.get(field) ?? 0) + growthOf(member));
  }
  const ofWhole = byField.get(undefined) ?? 0;
  byField.delete(undefined);
  return Math.max(1, ofWhole + Math.max(0, ...byField.values()));
}

/** The field of the value that an expression begins with; undefined where it may look at all of it. */
function fieldOf(node: unknown): string | undefined {
  const { type, name, children = [] } = asNode(node);
  if (type === 'Field') return name;
  if (type !== 'Function') return children.length === 0 ? undefined : fieldOf(children[0]);
  const looking = children.filter((child) => !isReference(child) && asNode(child).type !== 'Literal');
  return looking.length === 1 ? fieldOf(looking[0]) : undefined;
}

/** `&name`, read once for each item of a list. */
function isReference(node: unknown): boolean {
  return asNode(node).type === 'ExpressionReference';
}

function product(nodes: readonly unknown[]): number {
  return nodes.reduce((all: number, node) => all * growthOf(node), 1);
}

function sum(nodes: readonly unknown[]): number {
  return Math.max(
    1,
    nodes.reduce((all: number, node) => all + growthOf(node), 0),
  );
}
