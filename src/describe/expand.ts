import { argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { flattenObject, partsOf } from '../catalog/flatten.ts';
import { type Direction, toJsonSchema } from '../catalog/json-schema.ts';
import { preferredMedia } from '../catalog/sample.ts';
import type { Schema } from '../catalog/schema.ts';
import { commentOf } from '../catalog/type-comment.ts';
import { type Detail, segmentText } from '../catalog/type-text.ts';
import { ToolError } from '../errors.ts';
import { toPlainText } from '../plain-text.ts';
import { closest } from '../suggest.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { createSection, mainMedia, paramsSection, renderBlock, successOf } from './sections.ts';

/** One step of a path: a member, the items, the map values, an arm of a union, or members passed over. */
type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'items'; readonly index: number | undefined }
  | { readonly kind: 'values' }
  | { readonly kind: 'arm'; readonly arm: number }
  | { readonly kind: 'skip'; readonly count: number };

interface Part {
  readonly schema: Schema;
  readonly direction: Direction;
  readonly skip: number;
}

const LONGEST_PATH = 2000;

/**
 * One part of the description with the whole budget to itself. `path` is what a cut part names: `params.filter`, `body.items[]`,
 * `response.owner`, `404.errors`, with `"quoted"` members, `{}` for map values, `|n` for an alternative, `.+n` to read on;
 * `description` in full; `schema` or `schema.Name` for JSON Schema. Throws `expand_unknown` with what is there instead.
 */
export function expandPart(endpoint: Endpoint, path: string, budget: number): string {
  const trimmed = path.trim().slice(0, LONGEST_PATH);
  if (trimmed === 'description')
    return cutToTokens(toPlainText(`${endpoint.summary}\n${endpoint.description}`.trim()), budget);
  if (trimmed === 'schema' || trimmed.startsWith('schema.'))
    return schemaPart(endpoint, trimmed.slice('schema.'.length), budget);
  const params = /^params(\.\+(\d+))?$/.exec(trimmed);
  if (params !== null) return paramsSection(endpoint, Number(params[2] ?? 0))?.fit(budget) ?? 'There are no params.';
  const { root, steps } = readPath(trimmed);
  const part = walk(rootPart(endpoint, root, steps), steps, trimmed);
  const comment = commentOf(part.schema, { description: 300 });
  const head = toPlainText(trimmed.replace(/\.\+\d+$/, ''));
  const render = (detail: Detail, mostCharacters: number) =>
    renderBlock(part.schema, {
      head: `${head}:`,
      tail: comment === '' ? '' : ` // ${comment}`,
      path: head,
      direction: part.direction,
      detail: { ...detail, depth: Math.max(1, detail.depth), properties: Math.max(1, detail.properties) },
      skip: part.skip,
      mostCharacters,
    });
  const text = createSection(render, '').fit(budget);
  return text === '' ? cutToTokens(render(BAREST, budget * 8).text, budget) : text;
}

const BAREST: Detail = { description: 0, depth: 1, properties: 1, enums: 1, arms: 1 };

function rootPart(endpoint: Endpoint, root: string, steps: readonly Step[]): { part: Part; from: number } {
  if (root === 'params') {
    const [first] = steps;
    const found = argumentsOf(endpoint).find(({ name }) => first?.kind === 'member' && name === first.name);
    const names = argumentsOf(endpoint).map(({ name }) => `params.${segmentText(name)}`);
    if (found === undefined) throw unknownPart(`params.${first?.kind === 'member' ? first.name : ''}`, names);
    return { part: { schema: found.parameter.schema, direction: 'request', skip: 0 }, from: 1 };
  }
  const direction = root === 'body' ? 'request' : 'response';
  const schema = rootSchema(endpoint, root);
  if (schema === undefined) throw unknownPart(root, rootNames(endpoint));
  return { part: { schema, direction, skip: 0 }, from: 0 };
}

function rootSchema(endpoint: Endpoint, root: string): Schema | undefined {
  if (root === 'body') return endpoint.body === undefined ? undefined : preferredMedia(endpoint.body)?.schema;
  const response =
    root === 'response'
      ? successOf(endpoint)
      : endpoint.responses.find(({ status }) => status.toLowerCase() === root.toLowerCase());
  const media = response === undefined ? undefined : mainMedia(response);
  return media?.schema ?? media?.itemSchema;
}

function rootNames(endpoint: Endpoint): readonly string[] {
  const names = endpoint.parameters.length > 0 ? ['params'] : [];
  const others = ['body', 'response', ...endpoint.responses.map(({ status }) => status)];
  return [...names, ...others.filter((name) => rootSchema(endpoint, name) !== undefined), 'schema', 'description'];
}

function walk({ part, from }: { part: Part; from: number }, steps: readonly Step[], path: string): Part {
  let current = part;
  for (const step of steps.slice(from)) {
    if (step.kind === 'skip') {
      current = { ...current, skip: step.count };
      continue;
    }
    const schema = stepInto(current.schema, step);
    if (schema === undefined) throw unknownPart(path, membersOf(current.schema));
    current = { ...current, schema, skip: 0 };
  }
  return current;
}

function stepInto(schema: Schema, step: Step): Schema | undefined {
  const parts = partsOf(schema);
  if (step.kind === 'member') return flattenObject(schema).properties.get(step.name) ?? memberOfArms(parts, step.name);
  if (step.kind === 'items') {
    const tuple = step.index === undefined ? undefined : parts.flatMap((part) => part.prefixItems)[step.index];
    return tuple ?? parts.map((part) => part.items).find((items) => items !== undefined);
  }
  if (step.kind === 'values') {
    const { additional } = flattenObject(schema);
    return typeof additional === 'object' ? additional : undefined;
  }
  if (step.kind === 'skip') return undefined;
  const [union] = parts.filter((part) => part.oneOf.length > 0 || part.anyOf.length > 0);
  return union === undefined ? undefined : (union.oneOf.length > 0 ? union.oneOf : union.anyOf)[step.arm - 1];
}

/** `response.data` is found in an alternative too, where the path leaves the alternative out. */
function memberOfArms(parts: readonly Schema[], name: string): Schema | undefined {
  const arms = parts.flatMap((part) => [...part.oneOf, ...part.anyOf]);
  return arms.map((arm) => flattenObject(arm).properties.get(name)).find((property) => property !== undefined);
}

function membersOf(schema: Schema): readonly string[] {
  return [...flattenObject(schema).properties.keys()].map(segmentText);
}

/** `body.items[]."a.b"|2.+40` as steps. */
function readPath(path: string): { root: string; steps: readonly Step[] } {
  const [, root = '', rest = ''] = /^(\w+)(.*)$/s.exec(path) ?? [];
  const steps: Step[] = [];
  const pattern = /\.?"((?:[^"\\]|\\.)*)"|\.\+(\d{1,6})|\[(\d{0,4})\]|(\{\})|\|(\d{1,4})|\.([^.[\]{}|"]+)/gy;
  let end = 0;
  for (const [whole, quoted, skip, index, values, arm, plain] of rest.matchAll(pattern)) {
    end += whole.length;
    if (quoted !== undefined) steps.push({ kind: 'member', name: unquoted(quoted) });
    else if (skip !== undefined) steps.push({ kind: 'skip', count: Number(skip) });
    else if (index !== undefined) steps.push({ kind: 'items', index: index === '' ? undefined : Number(index) });
    else if (values !== undefined) steps.push({ kind: 'values' });
    else if (arm !== undefined) steps.push({ kind: 'arm', arm: Number(arm) });
    else steps.push({ kind: 'member', name: plain ?? '' });
  }
  if (root === '' || end < rest.length) {
    throw new ToolError('expand_unknown', `${JSON.stringify(path.slice(0, 200))} is not a path.`, { hint: GRAMMAR });
  }
  return { root, steps };
}

function unquoted(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

const GRAMMAR =
  'Paths look like body.items[].price, params.filter, response.owner or body."a.b"; schema gives the JSON Schema of the request.';

function unknownPart(path: string, names: readonly string[]): ToolError {
  const last = path.split('.').at(-1) ?? path;
  const near = closest(last, names, 5);
  const shown = near.length > 0 ? near : names.slice(0, 12);
  const hint = shown.length === 0 ? GRAMMAR : `There ${shown.length === 1 ? 'is' : 'are'} ${shown.join(', ')}.`;
  return new ToolError('expand_unknown', `There is no part ${JSON.stringify(path.slice(0, 200))}.`, {
    hint: toPlainText(hint),
  });
}

/** The request, or one named schema that it or the responses use, as JSON Schema on one line; too long a one keeps the outer names. */
function schemaPart(endpoint: Endpoint, name: string, budget: number): string {
  const roots = requestSchemas(endpoint);
  const value = name === '' ? requestSchema(endpoint) : namedSchema([...roots, ...responseSchemas(endpoint)], name);
  if (value === undefined)
    throw unknownPart(
      `schema.${name}`,
      [...definitionNames([...roots, ...responseSchemas(endpoint)])].map((each) => `schema.${each}`),
    );
  const whole = toPlainText(JSON.stringify(value));
  if (whole.length <= budget * 8 && countTokens(whole) <= budget) return whole;
  const { $defs, ...outer } = value;
  const names = Object.keys(typeof $defs === 'object' && $defs !== null ? $defs : {});
  const rest = `\n/* $defs by name: ${names
    .map((each) => `expand ${JSON.stringify(`schema.${each}`)}`)
    .slice(0, 40)
    .join(', ')}${names.length > 40 ? ', …' : ''} */`;
  const head = toPlainText(JSON.stringify(outer));
  if (countTokens(head) + countTokens(rest) <= budget) return head + rest;
  const note = '\n/* cut: the types in the overview say the same in fewer tokens */';
  return cutToTokens(head, budget - countTokens(note)) + note;
}

type Direct = readonly [Schema, Direction];

function requestSchemas(endpoint: Endpoint): readonly Direct[] {
  const body = endpoint.body?.media.flatMap(({ schema }) => (schema === undefined ? [] : [schema])) ?? [];
  return [...endpoint.parameters.map(({ schema }) => schema), ...body].map((schema) => [schema, 'request']);
}

function responseSchemas(endpoint: Endpoint): readonly Direct[] {
  return endpoint.responses.flatMap(({ media }) =>
    media.flatMap(({ schema }): Direct[] => (schema === undefined ? [] : [[schema, 'response']])),
  );
}

/** What `execute_endpoint` takes for this endpoint, as one schema. */
function requestSchema(endpoint: Endpoint): Readonly<Record<string, unknown>> {
  const all = argumentsOf(endpoint);
  const definitions: Record<string, unknown> = {};
  const lifted = (schema: Schema): unknown => {
    const { $defs, ...rest } = toJsonSchema(schema, { direction: 'request' });
    Object.assign(definitions, $defs);
    return rest;
  };
  const params = {
    type: 'object',
    properties: Object.fromEntries(all.map(({ name, parameter }) => [name, lifted(parameter.schema)])),
    required: all.filter(({ parameter }) => parameter.required).map(({ name }) => name),
  };
  const media = endpoint.body === undefined ? undefined : preferredMedia(endpoint.body);
  const body = media?.schema === undefined ? {} : { body: lifted(media.schema) };
  const request = { type: 'object', properties: { ...(all.length > 0 ? { params } : {}), ...body } };
  return Object.keys(definitions).length === 0 ? request : { ...request, $defs: definitions };
}

function namedSchema(roots: readonly Direct[], name: string): Readonly<Record<string, unknown>> | undefined {
  const plain = name.startsWith('"') ? unquoted(name.slice(1, -1)) : name;
  for (const [schema, direction] of roots) {
    const { $defs } = toJsonSchema(schema, { direction });
    const all = (typeof $defs === 'object' && $defs !== null ? $defs : {}) as Readonly<Record<string, unknown>>;
    const found = Object.hasOwn(all, plain) ? all[plain] : undefined;
    if (typeof found === 'object' && found !== null) return { ...found, $defs: all };
  }
  return undefined;
}

function definitionNames(roots: readonly Direct[]): ReadonlySet<string> {
  return new Set(roots.flatMap(([schema, direction]) => Object.keys(toJsonSchema(schema, { direction }).$defs ?? {})));
}
