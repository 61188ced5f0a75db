import { armsOf } from './alternatives.ts';
import type { Endpoint, MediaType, Response } from './endpoint.ts';
import { flattenObject, partsOf } from './flatten.ts';
import type { Schema } from './schema.ts';
import { valuesOf } from './type-expression.ts';

/** One step down an answer: to a member, to the items of a list, or to the items of what may be a list. */
export type AnswerSegment = { readonly field: string } | 'item' | 'flat';

/** What a description says of one part of an answer. */
export interface AnswerPart {
  /** What the part may be, each of them; empty where nothing can be there. */
  readonly schemas: readonly Schema[];
  /** It may be something else besides, of which nothing is said. */
  readonly isOpen: boolean;
}

const OPEN: AnswerPart = Object.freeze({ schemas: [], isOpen: true });
const NONE: AnswerPart = Object.freeze({ schemas: [], isOpen: false });
/** Schemas that a part is looked for in; what is wider is not followed. */
const MOST_SCHEMAS = 200;
/** Keywords by which an object has members that are named elsewhere, or nowhere. */
const OPENING = ['unevaluatedProperties', 'then', 'else', 'dependentSchemas', '$dynamicRef', '$recursiveRef'] as const;

/** The whole JSON body of a successful answer; open where the description does not say what it is. */
export function wholeAnswer({ responses }: Endpoint): AnswerPart {
  const successes = responses.filter(({ status }) => /^2/.test(status));
  const told = successes.length > 0 ? successes : responses.filter(({ status }) => status === 'default');
  if (told.length > 0 && told.every(isEmpty)) return NONE;
  const json = told.flatMap(({ media }) => media).filter(isJson);
  return json.length === 0 ? OPEN : merged(json.map(bodyPart));
}

/** What one more segment leads to. */
export function stepDown({ schemas, isOpen }: AnswerPart, segment: AnswerSegment): AnswerPart {
  const below = merged(schemas.map((schema) => belowOne(schema, segment, new Set())));
  return isOpen ? { ...below, isOpen } : below;
}

/** The members that the description names, each once, those of alternatives behind those of what has them. */
export function membersIn({ schemas }: AnswerPart): readonly string[] {
  const all = schemas
    .flatMap((schema) => variantsOf(schema))
    .flatMap((variant) => [...flattenObject(variant).properties.keys()]);
  return [...new Set(all)];
}

/** Whether any of what the part may be is an object, or a list; so is what nothing is said of. */
export function mayHold({ schemas, isOpen }: AnswerPart, type: 'object' | 'array'): boolean {
  return isOpen || schemas.some((schema) => variantsOf(schema).some((variant) => mayBe(variant, type)));
}

/** Whether no further members may come, by the description's own words. */
export function isClosed({ schemas, isOpen }: AnswerPart): boolean {
  const objects = schemas.flatMap((schema) => variantsOf(schema)).filter((variant) => saysMembers(variant));
  return !isOpen && objects.length > 0 && objects.every((variant) => flattenObject(variant).additional === false);
}

/** A schema and its alternatives, with those of alternatives, each once. */
function variantsOf(schema: Schema, seen = new Set<object>()): readonly Schema[] {
  if (seen.has(schema.node) || seen.size >= MOST_SCHEMAS) return [];
  seen.add(schema.node);
  return [schema, ...armsOf(schema).flatMap((arm) => variantsOf(arm, seen))];
}

/** `204` and `205` have no body (RFC 9110 §15.3.5). */
function isEmpty({ status, media }: Response): boolean {
  return (status === '204' || status === '205') && media.length === 0;
}

function isJson({ type }: MediaType): boolean {
  return /json|\*\/\*|^application\/\*/i.test(type);
}

function bodyPart({ schema, itemSchema }: MediaType): AnswerPart {
  if (schema === undefined || itemSchema !== undefined) return OPEN;
  const part = { schemas: [schema], isOpen: false };
  // `type: string` is what many write of an answer that they do not describe
  return mayHold(part, 'object') || mayHold(part, 'array') ? part : OPEN;
}

function merged(parts: readonly AnswerPart[]): AnswerPart {
  const schemas = [...new Set(parts.flatMap((part) => part.schemas))];
  if (schemas.length > MOST_SCHEMAS) return OPEN;
  return { schemas, isOpen: parts.some(({ isOpen }) => isOpen) };
}

function belowOne(schema: Schema, segment: AnswerSegment, seen: Set<object>): AnswerPart {
  if (schema.never || seen.has(schema.node)) return NONE;
  if (seen.size >= MOST_SCHEMAS || partsOf(schema).some(isUnreadable)) return OPEN;
  seen.add(schema.node);
  const arms = armsOf(schema);
  const inner = arms.map((arm) => belowOne(arm, segment, seen));
  const own = typeof segment === 'object' ? memberIn(schema, segment.field) : itemIn(schema, segment);
  // what has alternatives leaves to them what it does not say itself
  const isSilent = arms.length > 0 && own.schemas.length === 0 && !saysMembers(schema);
  return merged(isSilent ? inner : [own, ...inner]);
}

function isUnreadable({ problem }: Schema): boolean {
  return problem !== undefined;
}

function memberIn(schema: Schema, name: string): AnswerPart {
  const parts = partsOf(schema);
  const named = parts.flatMap(({ properties }) => properties.get(name) ?? []);
  if (named.length > 0) return { schemas: named, isOpen: false };
  if (!mayBe(schema, 'object')) return NONE;
  return { schemas: valuesOf(schema).map((each) => each.schema), isOpen: hasOtherMembers(schema) };
}

/** Whether an object may have members beyond those it names; one that names none may have any. */
function hasOtherMembers(schema: Schema): boolean {
  const parts = partsOf(schema);
  if (!saysMembers(schema)) return true;
  // a subtype that no list of alternatives names adds members of its own
  if (parts.some(({ discriminator, oneOf, anyOf }) => discriminator !== undefined && oneOf.length + anyOf.length === 0))
    return true;
  if (parts.some(({ node }) => OPENING.some((keyword) => Reflect.get(node, keyword)))) return true;
  return parts.some(({ additional }) => additional === true) && !parts.some(({ additional }) => additional === false);
}

function saysMembers(schema: Schema): boolean {
  return partsOf(schema).some(({ properties }) => properties.size > 0) || valuesOf(schema).length > 0;
}

function itemIn(schema: Schema, segment: 'item' | 'flat'): AnswerPart {
  const parts = partsOf(schema);
  const isList = mayBe(schema, 'array');
  const itself = segment === 'flat' && (!isList || mayBe(schema, 'object')) ? [schema] : [];
  if (!isList) return { schemas: itself, isOpen: false };
  const items = parts.flatMap((part) => [...part.prefixItems, ...(part.items === undefined ? [] : [part.items])]);
  return { schemas: [...itself, ...items], isOpen: items.length === 0 };
}

/** Whether a value of this type can be what the schema describes; many descriptions say types that their other keywords contradict. */
function mayBe(schema: Schema, type: 'object' | 'array'): boolean {
  const parts = partsOf(schema);
  const isShown = parts.some((part) => (type === 'object' ? part.properties.size > 0 : part.items !== undefined));
  return isShown || parts.every((part) => saysNoType(part) || part.types.includes(type));
}

/** `items` alone, without `type: array`, says nothing of a value that is no list (JSON Schema 2020-12 §10.3.1.2); Slack writes it of objects. */
function saysNoType({ types, node, properties }: Schema): boolean {
  return (
    types.length === 0 ||
    (properties.size === 0 && Reflect.get(node, 'items') !== undefined && Reflect.get(node, 'type') === undefined)
  );
}
