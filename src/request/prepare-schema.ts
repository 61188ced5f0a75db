import { boundCost, definitionNamed } from './bound-cost.ts';
import { typeOf } from './candidates.ts';
import { charactersLeft, isObject, type JsonObject } from './json-value.ts';
import type { CompilePattern } from './linear-pattern.ts';

/** A schema as ajv gets it: only keywords that restrict, each of the right form, and no more nodes than can be compiled in a blink. */
export interface PreparedSchema {
  readonly schema: JsonObject;
  /** Deeper parts were cut because the whole is too large; they admit anything. */
  readonly cut: boolean;
  /** Parts were left out because checking them would take too long or too much text; they admit anything. */
  readonly tooCostly: boolean;
}

const MOST_NODES = 2000;
const MOST_LEVELS = 64;
/** Of enums, constants and names together: text becomes code, and aliases repeat it. */
const MOST_CHARACTERS = 1_000_000;

/** The keyword that counts a visit of its node (see validate.ts). */
export const STEP = 'x-trivium-step';

const NUMBERS = ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'];
const COUNTS = [
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'maxProperties',
  'minProperties',
  'minContains',
  'maxContains',
];
const ONE = [
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
];
const LISTS = ['allOf', 'anyOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas'];
const TEXTS = ['enum', 'const', 'format', 'required', 'dependentRequired'];
const TYPES = new Set<unknown>(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);

/** Copies a self-contained JSON Schema (references to `#/$defs/…` only), breadth first over its definitions, until the bound is reached. */
export function prepareSchema(root: JsonObject, compilePattern: CompilePattern): PreparedSchema {
  const definitions = isObject(root.$defs) ? root.$defs : {};
  const wanted = new Set<string>();
  let nodes = 0;
  let characters = MOST_CHARACTERS;
  let cut = false;
  let tooCostly = false;

  const affords = (value: unknown): boolean => {
    const left = charactersLeft(value, characters);
    if (left < 0) tooCostly = true;
    else characters = left;
    return left >= 0;
  };

  const copy = (node: unknown, levels: number): unknown => {
    if (!isObject(node)) return node !== false;
    nodes++;
    if (nodes > MOST_NODES || levels > MOST_LEVELS) {
      cut = true;
      return true;
    }
    const copied: Record<string, unknown> = { [STEP]: true, ...plainKeywords(node, compilePattern) };
    for (const key of TEXTS) if (key in copied && !affords(copied[key])) delete copied[key];
    const name = definitionNamed(node.$ref);
    if (name !== undefined && Object.hasOwn(definitions, name)) {
      wanted.add(name);
      copied.$ref = node.$ref;
    } else if (node.$ref === '#') copied.$ref = '#';
    for (const key of ONE) if (key in node) copied[key] = copy(node[key], levels + 1);
    for (const key of LISTS) {
      const list = node[key];
      if (Array.isArray(list) && list.length > 0) copied[key] = list.map((each) => copy(each, levels + 1));
    }
    for (const key of MAPS) {
      const map = node[key];
      if (!isObject(map)) continue;
      if (!affords(Object.keys(map))) {
        // members that are not named here are not unknown for it
        delete copied.additionalProperties;
        delete copied.unevaluatedProperties;
        continue;
      }
      copied[key] = Object.fromEntries(Object.entries(map).map(([each, held]) => [each, copy(held, levels + 1)]));
    }
    return withArms(dropUnsupported(copied, compilePattern), node, (arm) => copy(arm, levels + 1));
  };

  const copied = copy({ ...root, $defs: undefined }, 0);
  const schema: Record<string, unknown> = isObject(copied) ? { ...copied } : {};
  const kept: [string, unknown][] = [];
  // a Set is walked in the order of insertion, what is added meanwhile included
  for (const name of wanted) kept.push([name, copy(definitions[name], 1)]);
  if (kept.length > 0) schema.$defs = Object.fromEntries(kept);
  const bounded = boundCost(schema);
  return { schema: bounded.schema, cut, tooCostly: tooCostly || bounded.changed };
}

/**
 * `oneOf` becomes `anyOf`: descriptions say `oneOf` for overlapping arms all the time, upstreams do not mind,
 * and a caller could do nothing about it.
 */
function withArms(copied: Record<string, unknown>, node: JsonObject, copy: (arm: unknown) => unknown): JsonObject {
  const { oneOf } = node;
  if (!Array.isArray(oneOf) || oneOf.length === 0) return copied;
  const arms = oneOf.map(copy);
  if (copied.anyOf === undefined) return { ...copied, anyOf: arms };
  const all = Array.isArray(copied.allOf) ? copied.allOf : [];
  return { ...copied, allOf: [...all, { anyOf: arms }] };
}

function plainKeywords(node: JsonObject, compilePattern: CompilePattern): Record<string, unknown> {
  const copied: Record<string, unknown> = {};
  const types = (Array.isArray(node.type) ? node.type : [node.type]).filter((type) => TYPES.has(type));
  if (types.length > 0) copied.type = types;
  if ('const' in node) copied.const = node.const;
  if (Array.isArray(node.enum) && isPossible(node.enum, types)) copied.enum = node.enum;
  for (const key of NUMBERS) {
    const limit = node[key];
    if (typeof limit === 'number' && Number.isFinite(limit) && (key !== 'multipleOf' || limit > 0)) copied[key] = limit;
  }
  for (const key of COUNTS) {
    const limit = node[key];
    if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 0) copied[key] = limit;
  }
  if (typeof node.format === 'string') copied.format = node.format;
  if (typeof node.pattern === 'string' && compilePattern(node.pattern) !== undefined) copied.pattern = node.pattern;
  if (Array.isArray(node.required))
    copied.required = [...new Set(node.required.filter((name) => typeof name === 'string'))];
  // comparing every item with every other is quadratic where items may be objects
  if (node.uniqueItems === true && isObject(node.items) && isScalar(node.items)) copied.uniqueItems = true;
  if (isObject(node.dependentRequired)) {
    const lists = Object.entries(node.dependentRequired).filter(
      ([, names]) => Array.isArray(names) && names.every((name) => typeof name === 'string'),
    );
    copied.dependentRequired = Object.fromEntries(lists);
  }
  return copied;
}

/** YAML turns `enum: [1, yes]` of a string into values no string equals; such a list says nothing. */
function isPossible(values: readonly unknown[], types: readonly unknown[]): boolean {
  const ofType = (value: unknown): boolean =>
    types.some((type) => type === typeOf(value) || (type === 'number' && typeof value === 'number'));
  return values.length > 0 && (types.length === 0 || values.some(ofType));
}

function isScalar({ type }: JsonObject): boolean {
  const types = Array.isArray(type) ? type : [type];
  return types.every((each) => TYPES.has(each) && each !== 'object' && each !== 'array');
}

/** A pattern that cannot be run names properties nobody can tell from others: then others are welcome. */
function dropUnsupported(copied: Record<string, unknown>, compilePattern: CompilePattern): JsonObject {
  const patterns = copied.patternProperties;
  if (!isObject(patterns)) return copied;
  const usable = Object.entries(patterns).filter(([pattern]) => compilePattern(pattern) !== undefined);
  if (usable.length === Object.keys(patterns).length) return copied;
  const { additionalProperties: _, unevaluatedProperties: __, ...rest } = copied;
  return { ...rest, patternProperties: Object.fromEntries(usable) };
}
