import { isNode, type Node } from './parse-expression.ts';

/** One step down a result: to a member, to the items of a list, or to the items of what may be a list. */
export type Segment = { readonly field: string } | 'item' | 'flat';

/** What can be said of a value before it is there. */
export type StaticValue =
  | { readonly kind: 'unknown' }
  /** Certainly null, and why. */
  | { readonly kind: 'nothing'; readonly why: string }
  /** All results together, by id. */
  | { readonly kind: 'results' }
  /** A part of the response body of a step. */
  | { readonly kind: 'part'; readonly step: string; readonly path: readonly Segment[] }
  | { readonly kind: 'list'; readonly of: StaticValue }
  | { readonly kind: 'hash'; readonly members: ReadonlyMap<string, StaticValue> };

export const UNKNOWN: StaticValue = Object.freeze({ kind: 'unknown' });

/** What an expression does with what it is given, as far as that is certain. */
export interface Reading {
  /** What a name at the root stands for. */
  readonly resultOf: (name: string) => StaticValue;
  /** Told of every value that is read; `isOptional` where the expression says what else to take. */
  readonly onRead?: (value: StaticValue, isOptional: boolean) => void;
}

interface Context extends Reading {
  readonly isOptional: boolean;
}

/** The value of an expression's tree applied to `current`, followed through members, items, projections and multi-selects; functions are not followed. */
export function staticValue(tree: unknown, current: StaticValue, reading: Reading): StaticValue {
  return visit(tree, current, { ...reading, isOptional: false });
}

function visit(node: unknown, current: StaticValue, context: Context): StaticValue {
  if (!isNode(node)) return UNKNOWN;
  const { type, children = [] } = node;
  const [first, second] = children;
  switch (type) {
    case 'Field':
      return told(memberOf(current, node.name ?? '', context), context);
    case 'Identity':
    case 'Current':
      return told(current, context);
    case 'Subexpression':
    case 'Pipe':
    case 'IndexExpression':
      return visit(second, visit(first, current, context), context);
    case 'Index':
      return told(itemOf(current), context);
    case 'Slice':
      return current;
    case 'Projection':
      return listOf(visit(second, itemOf(visit(first, current, context)), context));
    case 'Flatten':
      return flattened(visit(first, current, context));
    case 'FilterProjection':
      return filtered(node, current, context);
    case 'MultiSelectList':
      for (const child of children) visit(child, current, context);
      return UNKNOWN;
    case 'MultiSelectHash':
      return hashOf(children, current, context);
    default:
      return opaque(node, current, context);
  }
}

/** Reads what it reads, and gives what nobody can say beforehand. */
function opaque({ type, name, children = [] }: Node, current: StaticValue, context: Context): StaticValue {
  const [first, second] = children;
  switch (type) {
    case 'OrExpression':
      visit(first, current, { ...context, isOptional: true });
      visit(second, current, context);
      break;
    case 'ValueProjection':
      visit(first, current, context);
      visit(second, UNKNOWN, context);
      break;
    case 'ExpressionReference':
      visit(first, UNKNOWN, context);
      break;
    default: {
      const inner = name === 'not_null' ? { ...context, isOptional: true } : context;
      for (const child of children) visit(child, current, inner);
    }
  }
  return UNKNOWN;
}

function told(value: StaticValue, { onRead, isOptional }: Context): StaticValue {
  onRead?.(value, isOptional);
  return value;
}

function memberOf(value: StaticValue, name: string, { resultOf }: Context): StaticValue {
  switch (value.kind) {
    case 'results':
      return resultOf(name);
    case 'part':
      return { ...value, path: [...value.path, { field: name }] };
    case 'hash':
      return value.members.get(name) ?? nothing(`only ${[...value.members.keys()].join(', ')} were selected`);
    case 'list':
      return nothing(`it is a list, so that [] must stand before .${name}`);
    default:
      return value;
  }
}

function itemOf(value: StaticValue): StaticValue {
  switch (value.kind) {
    case 'part':
      return { ...value, path: [...value.path, 'item'] };
    case 'list':
      return value.of;
    case 'hash':
      return nothing('it is an object, no list');
    default:
      return value;
  }
}

/** `[]` before its projection: one level of lists within the list is merged. */
function flattened(value: StaticValue): StaticValue {
  const item = itemOf(value);
  if (item.kind === 'part') return listOf({ ...item, path: [...item.path, 'flat'] });
  return item.kind === 'list' ? listOf(item.of) : listOf(item);
}

function filtered({ children = [] }: Node, current: StaticValue, context: Context): StaticValue {
  const [list, right, condition] = children;
  const item = itemOf(visit(list, current, context));
  visit(condition, item, context);
  return listOf(visit(right, item, context));
}

function hashOf(pairs: readonly unknown[], current: StaticValue, context: Context): StaticValue {
  const members = pairs.filter(isNode).map((pair) => [pair.name ?? '', visit(pair.value, current, context)] as const);
  return { kind: 'hash', members: new Map(members) };
}

function listOf(of: StaticValue): StaticValue {
  return of.kind === 'nothing' ? of : { kind: 'list', of };
}

function nothing(why: string): StaticValue {
  return { kind: 'nothing', why };
}
