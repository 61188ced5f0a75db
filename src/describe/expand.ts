import { armsOf, type Tag, tagOf } from '../catalog/alternatives.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint, MediaType } from '../catalog/endpoint.ts';
import { segmentText } from '../catalog/expand-path.ts';
import { flattenObject, unwrapped } from '../catalog/flatten.ts';
import type { Direction } from '../catalog/json-schema.ts';
import { preferredMedia } from '../catalog/preferred-media.ts';
import { toProse } from '../catalog/prose.ts';
import type { Schema } from '../catalog/schema.ts';
import { mainMedia, successOf } from '../catalog/success.ts';
import { itemsOf, tupleOf, valuesOf } from '../catalog/type-expression.ts';
import { toPlainText } from '../plain-text.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { type Path, readPath, type Step } from './read-path.ts';
import { schemaPart } from './schema-part.ts';
import { paramsSection, partSection } from './sections.ts';
import { unknownPart, unknownRoot } from './unknown-part.ts';

interface Part {
  readonly schema: Schema;
  readonly direction: Direction;
  /** What the description says of the place, where that is not the schema's to say. */
  readonly description: string;
  readonly skip: number;
  readonly skipArms: number;
  readonly tag: Tag | undefined;
}

/**
 * One part of the description with the whole budget to itself: `params.filter`, `body.items[]`, `response.owner`, `404.errors`,
 * `body(text/csv)` (see readPath); `description` in full; `schema` or `schema.Name` as JSON Schema. Throws `expand_unknown`
 * with what is there instead.
 */
export function expandPart(endpoint: Endpoint, path: string, budget: number): string {
  const wanted = path.trim();
  if (wanted === 'description')
    return cutToTokens(toPlainText(`${endpoint.summary}\n${endpoint.description}`.trim()), budget);
  if (wanted === 'schema' || wanted.startsWith('schema.')) return schemaPart(endpoint, wanted, budget);
  const read = readPath(wanted);
  const [first, ...others] = read.steps;
  if (read.root === 'params' && (first === undefined || (first.kind === 'skip' && others.length === 0)))
    return paramsSection(endpoint, first?.count ?? 0)?.fit(budget) ?? 'It has no params.';
  return partText(walk(endpoint, read, wanted), wanted.replace(/(\.\+|\|\+)\d+$/, ''), budget);
}

/** Parts of the budget that the description of a part may take. */
const DESCRIPTION_SHARE = 0.3;
const LONGEST_DESCRIPTION = 2000;

function partText({ schema, description, ...options }: Part, path: string, budget: number): string {
  const told = options.skip + options.skipArms > 0 ? '' : description === '' ? schema.description : description;
  const text = cutToTokens(toProse(told, LONGEST_DESCRIPTION), Math.floor(budget * DESCRIPTION_SHARE));
  const about = text === '' ? '' : `\n${text}`;
  const head = toPlainText(path);
  const section = partSection(schema, { ...options, head, path });
  const type = section.fit(budget - countTokens(about));
  return type === '' ? cutToTokens(`${head}: too long for the budget${about}`, budget) : `${type}${about}`;
}

function walk(endpoint: Endpoint, { root, media, steps }: Path, path: string): Part {
  const start = root === 'params' ? argumentPart(endpoint, steps[0], path) : rootPart(endpoint, root, media);
  return steps.slice(root === 'params' ? 1 : 0).reduce((part, step) => stepInto(part, step, path), start);
}

const AT_START = { description: '', skip: 0, skipArms: 0, tag: undefined } as const;

function argumentPart(endpoint: Endpoint, step: Step | undefined, path: string): Part {
  const all = argumentsOf(endpoint);
  const found = all.find(({ name }) => step?.kind === 'member' && name === step.name);
  if (found === undefined)
    throw unknownPart(
      path,
      all.map(({ name }) => `params.${segmentText(name)}`),
    );
  const { schema, description } = found.parameter;
  return { ...AT_START, schema, direction: 'request', description };
}

function rootPart(endpoint: Endpoint, root: string, media: string | undefined): Part {
  const schema = rootSchema(endpoint, root, media);
  if (schema === undefined) throw unknownRoot(media === undefined ? root : `${root}(${media})`, rootNames(endpoint));
  return { ...AT_START, schema, direction: root === 'body' ? 'request' : 'response' };
}

function rootSchema(endpoint: Endpoint, root: string, type: string | undefined): Schema | undefined {
  const among = (all: readonly MediaType[], main: MediaType | undefined): Schema | undefined => {
    const media = type === undefined ? main : all.find((each) => each.type === type);
    return media?.schema ?? media?.itemSchema;
  };
  const { body } = endpoint;
  if (root === 'body') return body === undefined ? undefined : among(body.media, preferredMedia(body));
  const response =
    root === 'response'
      ? successOf(endpoint)
      : endpoint.responses.find(({ status }) => status.toLowerCase() === root.toLowerCase());
  return response === undefined ? undefined : among(response.media, mainMedia(response));
}

function rootNames(endpoint: Endpoint): readonly string[] {
  const names = endpoint.parameters.length > 0 ? ['params'] : [];
  const others = ['body', 'response', ...endpoint.responses.map(({ status }) => status)];
  const present = others.filter((name) => rootSchema(endpoint, name, undefined) !== undefined);
  const types = (endpoint.body?.media ?? []).map(({ type }) => `body(${type})`);
  return [...names, ...present, ...(types.length > 1 ? types : []), 'schema', 'description'];
}

function stepInto(part: Part, step: Step, path: string): Part {
  if (step.kind === 'skip') return { ...part, skip: step.count };
  if (step.kind === 'skipArms') return { ...part, skipArms: step.count };
  const schema = memberAt(part.schema, step);
  if (schema === undefined) throw unknownPart(path, membersOf(part.schema));
  const tag = step.kind === 'arm' ? tagOf(unwrapped(part.schema), schema) : undefined;
  return { ...AT_START, schema, direction: part.direction, tag };
}

function memberAt(schema: Schema, step: Step): Schema | undefined {
  if (step.kind === 'member') return memberNamed(schema, step.name, 0);
  if (step.kind === 'items') return step.index === undefined ? itemsOf(schema) : tupleOf(schema)[step.index];
  if (step.kind === 'values') return valuesOf(schema)[step.index - 1]?.schema;
  return step.kind === 'arm' ? armsOf(schema)[step.index - 1] : undefined;
}

/** Alternatives inside each other that are looked through. */
const DEEPEST = 4;

/** `response.data` is found in an alternative too, where the path leaves the alternative out. */
function memberNamed(schema: Schema, name: string, depth: number): Schema | undefined {
  const own = flattenObject(schema).properties.get(name);
  if (own !== undefined || depth > DEEPEST) return own;
  for (const arm of armsOf(schema)) {
    const found = memberNamed(arm, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function membersOf(schema: Schema): readonly string[] {
  const own = [...flattenObject(schema).properties.keys()];
  const inArms = armsOf(schema).flatMap((arm) => [...flattenObject(arm).properties.keys()]);
  return [...new Set([...own, ...inArms])].map(segmentText);
}
