import { isObject, type JsonObject } from './json-value.ts';

/** Nodes that one place of a value may be compared with. */
const MOST_COST = 5000;

const LISTS = ['allOf', 'anyOf'];
const ONE = ['not', 'if', 'then', 'else'];
const IN_PLACE = new Set([...LISTS, ...ONE, 'dependentSchemas', '$ref']);
/** Keywords that hold values, not schemas. */
const VALUES = new Set(['enum', 'const', 'required', 'dependentRequired', 'type']);

/**
 * A prepared schema in which no node applies more than a bounded number of nodes to the same place of a value. Definitions that
 * share others by `allOf`, `anyOf` and the like have as many paths as the product of their arms; a validator walks each of them.
 * Where it would be too many, and where a node applies itself again, these keywords are left out: what remains admits more.
 */
export function boundCost(root: JsonObject): { readonly schema: JsonObject; readonly changed: boolean } {
  const definitions = isObject(root.$defs) ? root.$defs : {};
  const costs = new Map<unknown, number>();
  const excessive = new Set<unknown>();
  let changed = false;

  const targetOf = (reference: unknown): unknown => {
    if (reference === '#') return root;
    const name = definitionNamed(reference);
    return name === undefined ? undefined : definitions[name];
  };

  const costOf = (node: unknown): number => {
    if (!isObject(node)) return 0;
    const known = costs.get(node);
    if (known !== undefined) return known;
    // met again before its cost is known, it applies itself to the same place: that says nothing new
    costs.set(node, Number.POSITIVE_INFINITY);
    let cost = 1;
    for (const part of [...partsOf(node), targetOf(node.$ref)]) cost += costOf(part);
    if (cost > MOST_COST) {
      excessive.add(node);
      if (Number.isFinite(cost)) changed = true;
      cost = 1;
    }
    costs.set(node, cost);
    return cost;
  };

  const visit = (node: unknown): void => {
    costOf(node);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, member] of Object.entries(node)) if (!VALUES.has(key)) visit(member);
  };

  const bounded = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(bounded);
    if (!isObject(node)) return node;
    const left = Object.entries(node).filter(([key]) => !(excessive.has(node) && IN_PLACE.has(key)));
    return Object.fromEntries(left.map(([key, member]) => [key, VALUES.has(key) ? member : bounded(member)]));
  };

  visit(root);
  return { schema: excessive.size === 0 ? root : (bounded(root) as JsonObject), changed };
}

function partsOf(node: JsonObject): readonly unknown[] {
  const listed = LISTS.flatMap((key) => (Array.isArray(node[key]) ? (node[key] as unknown[]) : []));
  const dependent = isObject(node.dependentSchemas) ? Object.values(node.dependentSchemas) : [];
  return [...listed, ...ONE.map((key) => node[key]), ...dependent];
}

/** The name in `#/$defs/name`. */
export function definitionNamed(reference: unknown): string | undefined {
  if (typeof reference !== 'string' || !reference.startsWith('#/$defs/')) return undefined;
  const segment = reference.slice('#/$defs/'.length);
  try {
    return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return segment.replaceAll('~1', '/').replaceAll('~0', '~');
  }
}
