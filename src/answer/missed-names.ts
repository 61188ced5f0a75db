import { isExactNumber } from './exact-number.ts';
import { toName } from './left-out.ts';
import { asNode, type TreeNode } from './tree-node.ts';

type Members = Readonly<Record<string, unknown>>;

/** Where an expression has come to: the values there, and how it got there, as JMESPath. */
export interface Reached {
  readonly path: string;
  /** Undefined where it cannot be told without running it. */
  readonly values: readonly unknown[] | undefined;
}

/** A part of an expression that no value has. */
export interface Missed {
  readonly at: Reached;
  /** A member that is not there, else the items of what is no list. */
  readonly name: string | undefined;
  /** The member of a multi-select that is null for it, in every object that comes out. */
  readonly member: string | undefined;
}

/** A value that a filter asks for and no item has. */
export interface Unequal {
  readonly at: Reached;
  readonly wanted: unknown;
}

export interface Findings {
  readonly missed: readonly Missed[];
  readonly unequal: readonly Unequal[];
  /** Whether nothing in the expression was beyond telling. */
  readonly isWhole: boolean;
}

interface Walk {
  readonly missed: Missed[];
  readonly unequal: Unequal[];
  isWhole: boolean;
}

interface Context {
  readonly walk: Walk;
  /** What is missing here does not matter: another alternative is taken. */
  readonly isOptional: boolean;
  readonly member: string | undefined;
}

const UNKNOWN: Reached = { path: '', values: undefined };

/** What an expression asks for that a value does not have, each the outermost. Functions are not followed into. */
export function findMissed(tree: unknown, value: unknown): Findings {
  const walk: Walk = { missed: [], unequal: [], isWhole: true };
  visit(tree, { path: '', values: [value] }, { walk, isOptional: false, member: undefined });
  return walk;
}

function visit(given: unknown, at: Reached, context: Context): Reached {
  const node = asNode(given);
  const [first, second] = node.children ?? [];
  switch (node.type) {
    case 'Field':
      return memberOf(at, node.name ?? '', context);
    case 'Identity':
    case 'Current':
      return at;
    case 'Subexpression':
    case 'Pipe':
    case 'IndexExpression':
      return visit(second, visit(first, at, context), context);
    case 'Index':
      return itemAt(at, Number(node.value), context);
    case 'Slice':
      return at;
    case 'Flatten':
      return flattened(visit(first, at, context), context);
    case 'Projection':
      return projected(second, visit(first, at, context), context);
    case 'ValueProjection':
      return projected(second, valuesOf(visit(first, at, context)), context);
    case 'FilterProjection':
      return filtered(node, at, context);
    case 'MultiSelectHash':
      for (const pair of (node.children ?? []).map(asNode)) visit(pair.value, at, { ...context, member: pair.name });
      return UNKNOWN;
    default:
      return opaque(node, at, context);
  }
}

/** What takes several expressions, or makes something new. */
function opaque({ type, name, children = [] }: TreeNode, at: Reached, context: Context): Reached {
  const isOptional = context.isOptional || type === 'OrExpression' || name === 'not_null';
  if (type !== 'MultiSelectList') context.walk.isWhole = false;
  if (type !== 'ExpressionReference') for (const child of children) visit(child, at, { ...context, isOptional });
  return UNKNOWN;
}

function memberOf(at: Reached, name: string, context: Context): Reached {
  const path = at.path === '' ? toName(name) : `${at.path}.${toName(name)}`;
  const there = at.values?.filter((value) => value !== null && value !== undefined);
  if (there === undefined || there.length === 0) return { path, values: at.values === undefined ? undefined : [] };
  const holders = there.filter(isMembers).filter((value) => Object.hasOwn(value, name));
  if (holders.length === 0) return missing({ ...at, values: there }, name, context);
  return { path, values: holders.map((value) => value[name]) };
}

function missing(at: Reached, name: string | undefined, { walk, isOptional, member }: Context): Reached {
  if (!isOptional) walk.missed.push({ at, name, member });
  else walk.isWhole = false;
  return { path: at.path, values: [] };
}

function listsOf(at: Reached, context: Context): readonly (readonly unknown[])[] | undefined {
  const there = at.values?.filter((value) => value !== null && value !== undefined);
  if (there === undefined) return undefined;
  const lists = there.filter((value) => Array.isArray(value));
  if (lists.length === 0 && there.length > 0) missing({ ...at, values: there }, undefined, context);
  return lists;
}

function itemAt(at: Reached, index: number, context: Context): Reached {
  const items = listsOf(at, context)?.flatMap((list) => list.slice(index).slice(0, 1));
  return { path: `${at.path}[${index}]`, values: items };
}

function flattened(at: Reached, context: Context): Reached {
  return { path: at.path, values: listsOf(at, context)?.map((list) => list.flat()) };
}

function projected(right: unknown, at: Reached, context: Context): Reached {
  const items = listsOf(at, context)?.flat();
  const each = visit(right, { path: `${at.path}[]`, values: items }, context);
  return { path: each.path, values: each.values === undefined ? undefined : [each.values] };
}

function valuesOf({ path, values }: Reached): Reached {
  const held = values?.filter(isMembers).flatMap((value) => Object.values(value));
  return { path: path === '' ? '*' : `${path}.*`, values: held === undefined ? undefined : [held] };
}

function filtered({ children = [] }: TreeNode, at: Reached, context: Context): Reached {
  const [left, right, condition] = children;
  const list = visit(left, at, context);
  const items: Reached = { path: `${list.path}[]`, values: listsOf(list, context)?.flat() };
  compare(condition, items, context);
  const each = visit(right, items, context);
  return { path: each.path, values: each.values === undefined ? undefined : [each.values] };
}

/** Conditions that must hold: what they ask of the items, and values that none of them has. */
function compare(condition: unknown, items: Reached, context: Context): void {
  const { type, name, children = [] } = asNode(condition);
  if (type === 'AndExpression') for (const child of children) compare(child, items, context);
  else if (type === 'Comparator' && name === 'EQ') {
    const [left, right] = children.map(asNode);
    const literal = [left, right].find((side) => side?.type === 'Literal');
    const other = literal === left ? right : left;
    const held = visit(other, items, context);
    if (literal === undefined || held.values === undefined || held.values.length === 0) return;
    if (!held.values.includes(literal.value)) context.walk.unequal.push({ at: held, wanted: literal.value });
  } else if (type !== 'NotExpression') visit(condition, items, context);
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
