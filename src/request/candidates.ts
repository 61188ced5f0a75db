import type { JsonType, Schema } from '../catalog/schema.ts';

/** Schemas any of which a value may be meant for: the arms of unions, taken together. The lists that `shapeOf` hands out are kept, so a list can be a key. */
export type Candidates = readonly Schema[];

/** What a list of candidates says about a value, unions and `allOf` taken together generously. */
export interface Shape {
  readonly properties: ReadonlyMap<string, Candidates>;
  /** Schemas of members that no property names. */
  readonly extra: Candidates;
  /** Members are named, and nothing says that others are welcome: an unknown one is more likely a mistake. */
  readonly namesAll: boolean;
  readonly items: Candidates;
  readonly prefixItems: readonly Candidates[];
}

const MOST_SCHEMAS = 500;
/** Members named by all branches together, as often as they are named. */
const MOST_MEMBERS = 50_000;
const lists = new WeakMap<Schema, Candidates>();
const shapes = new WeakMap<Candidates, Shape>();
const types = new WeakMap<Candidates, ReadonlySet<JsonType> | 'any'>();

/** The one list for a single schema. */
export function candidatesOf(schema: Schema): Candidates {
  const known = lists.get(schema);
  if (known !== undefined) return known;
  const list = Object.freeze([schema]);
  lists.set(schema, list);
  return list;
}

/** The shape that all branches of the candidates draw together; bounded, cycle-safe. */
export function shapeOf(candidates: Candidates): Shape {
  const known = shapes.get(candidates);
  if (known !== undefined) return known;
  const branches = branchesOf(candidates);
  const { properties, cut } = membersOf(branches);
  const extra = branches.flatMap(({ additional, patternProperties }) => [
    ...patternProperties.values(),
    ...(typeof additional === 'object' ? [additional] : []),
  ]);
  const longest = Math.max(0, ...branches.map(({ prefixItems }) => prefixItems.length));
  const shape: Shape = Object.freeze({
    properties,
    extra,
    namesAll: !cut && properties.size > 0 && extra.length === 0 && branches.every(({ additional }) => additional !== true),
    items: branches.flatMap(({ items }) => items ?? []),
    prefixItems: Array.from({ length: longest }, (_, at) =>
      branches.flatMap(({ prefixItems }) => prefixItems[at] ?? []),
    ),
  });
  shapes.set(candidates, shape);
  return shape;
}

function membersOf(branches: readonly Schema[]): { properties: ReadonlyMap<string, Schema[]>; cut: boolean } {
  const properties = new Map<string, Schema[]>();
  let left = MOST_MEMBERS;
  for (const branch of branches) {
    if (left <= 0) return { properties, cut: true };
    left -= branch.properties.size;
    for (const [name, schema] of branch.properties) {
      const known = properties.get(name);
      if (known === undefined) properties.set(name, [schema]);
      else known.push(schema);
    }
  }
  return { properties, cut: false };
}

/** The types that the candidates admit together; 'any' where nothing restricts them. `number` is there wherever a number may be no integer. */
export function admittedBy(candidates: Candidates): ReadonlySet<JsonType> | 'any' {
  const known = types.get(candidates);
  if (known !== undefined) return known;
  const walk: TypesWalk = { known: new Map(), left: MOST_STEPS, cuts: 0 };
  const admitted = unionOf(candidates.map((schema) => typesOf(schema, [], walk)));
  types.set(candidates, admitted);
  return admitted;
}

/** Whether the candidates admit a value of this type; an integer is a number. */
export function admits(candidates: Candidates, type: JsonType): boolean {
  const admitted = admittedBy(candidates);
  return admitted === 'any' || admitted.has(type) || (type === 'integer' && admitted.has('number'));
}

/** The schemas themselves and all that they are composed of. */
function branchesOf(candidates: Candidates): readonly Schema[] {
  const seen = new Set<object>();
  const found: Schema[] = [];
  const visit = (schema: Schema): void => {
    if (seen.has(schema.node) || seen.size >= MOST_SCHEMAS) return;
    seen.add(schema.node);
    found.push(schema);
    for (const branch of [...schema.allOf, ...schema.anyOf, ...schema.oneOf]) visit(branch);
  };
  candidates.forEach(visit);
  return found;
}

type Types = ReadonlySet<JsonType> | 'any';

/** Visits of one walk over composed schemas; where they share parts there are more paths than anybody can walk. */
const MOST_STEPS = 5000;
const MOST_LEVELS = 20;

interface TypesWalk {
  /** What holds for a node on whatever path it is reached. */
  readonly known: Map<object, Types>;
  left: number;
  /** How often a path was cut short, so that its answer holds for this path only. */
  cuts: number;
}

function typesOf(schema: Schema, path: readonly object[], walk: TypesWalk): Types {
  const known = walk.known.get(schema.node);
  if (known !== undefined) return known;
  if (path.includes(schema.node) || path.length > MOST_LEVELS || walk.left <= 0) {
    walk.cuts++;
    return 'any';
  }
  walk.left--;
  const cutsBefore = walk.cuts;
  const inside = [...path, schema.node];
  const own: Types = schema.types.length > 0 ? new Set(schema.types) : typesOfEnum(schema.enum);
  const parts = [own, ...schema.allOf.map((branch) => typesOf(branch, inside, walk))];
  for (const arms of [schema.anyOf, schema.oneOf]) {
    if (arms.length > 0) parts.push(unionOf(arms.map((arm) => typesOf(arm, inside, walk))));
  }
  const types = parts.reduce(intersection, 'any');
  if (walk.cuts === cutsBefore) walk.known.set(schema.node, types);
  return types;
}

function typesOfEnum(values: readonly unknown[] | undefined): Types {
  return values === undefined ? 'any' : new Set(values.map(typeOf));
}

function unionOf(all: readonly Types[]): Types {
  if (all.length === 0 || all.includes('any')) return 'any';
  return new Set(all.flatMap((each) => [...each] as JsonType[]));
}

/** Contradictions are left to validation: where nothing remains, anything may come. */
function intersection(left: Types, right: Types): Types {
  if (left === 'any') return right;
  if (right === 'any') return left;
  const both = [...left].filter((type) => right.has(type) || (type === 'integer' && right.has('number')));
  const alsoIntegers = right.has('integer') && left.has('number') ? (['integer'] as const) : [];
  return both.length + alsoIntegers.length === 0 ? 'any' : new Set([...both, ...alsoIntegers]);
}

/** The JSON type of a value; whole numbers are integers. */
export function typeOf(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as 'string' | 'boolean';
  return Array.isArray(value) ? 'array' : 'object';
}
