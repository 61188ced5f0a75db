import { argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { segmentText, toJsonText } from '../catalog/expand-path.ts';
import { type Direction, toJsonSchemas } from '../catalog/json-schema.ts';
import { preferredMedia } from '../catalog/preferred-media.ts';
import type { Schema } from '../catalog/schema.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { unquoted } from './read-path.ts';
import { unknownPart } from './unknown-part.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Characters a token has at the most in what JSON Schema is made of. */
const CHARACTERS_PER_TOKEN = 8;

/**
 * `schema`: what `execute_endpoint` takes, as JSON Schema on one line; `schema.Name`: one schema that it or an answer refers to.
 * What does not fit is named: definitions by `schema.Name`, more names by `schema.+n`. Throws `expand_unknown` for another name.
 */
export function schemaPart(endpoint: Endpoint, path: string, budget: number): string {
  const rest = path.slice('schema'.length);
  const [, skip] = /^\.\+(\d{1,9})$/.exec(rest) ?? [];
  const { outer, definitions } = requestSchema(endpoint);
  if (skip !== undefined) return namesLine([...definitions.keys()].slice(Number(skip)), Number(skip), budget);
  if (rest === '') return whole(outer, definitions, budget);
  const name = rest.startsWith('."') ? unquoted(rest.slice(2, -1)) : rest.slice(1);
  for (const [from, all] of [definitions, responseDefinitions(endpoint)].entries()) {
    const found = all.get(name);
    if (found !== undefined)
      return whole(found, reachedFrom(found, all), budget, from === 1 ? { $comment: 'of an answer' } : {});
  }
  const names = [...definitions.keys(), ...responseDefinitions(endpoint).keys()];
  throw unknownPart(
    path,
    names.map((each) => `schema.${segmentText(each)}`),
  );
}

type Definitions = ReadonlyMap<string, unknown>;

interface Request {
  readonly outer: JsonObject;
  readonly definitions: Definitions;
}

function requestSchema(endpoint: Endpoint): Request {
  const all = argumentsOf(endpoint);
  const media = endpoint.body === undefined ? undefined : preferredMedia(endpoint.body);
  const body = media?.schema;
  const inputs = all.map(({ parameter }) => parameter.schema);
  const written = toJsonSchemas(body === undefined ? inputs : [...inputs, body], { direction: 'request' });
  const { schemas } = written;
  const required = all.filter(({ parameter }) => parameter.required).map(({ name }) => name);
  const params = {
    type: 'object',
    properties: Object.fromEntries(all.map(({ name }, index) => [name, schemas[index] ?? true])),
    ...(required.length === 0 ? {} : { required }),
  };
  const properties = {
    ...(all.length === 0 ? {} : { params }),
    ...(body === undefined ? {} : { body: schemas[all.length] ?? true }),
  };
  const needed = [...(required.length === 0 ? [] : ['params']), ...(endpoint.body?.required ? ['body'] : [])];
  const outer = { type: 'object', properties, ...(needed.length === 0 ? {} : { required: needed }) };
  return { outer, definitions: new Map(Object.entries(written.$defs)) };
}

function responseDefinitions(endpoint: Endpoint): Definitions {
  return definitionsOf(
    endpoint.responses.flatMap(({ media }) => media.flatMap(({ schema, itemSchema }) => schema ?? itemSchema ?? [])),
    'response',
  );
}

function definitionsOf(schemas: readonly Schema[], direction: Direction): Definitions {
  return new Map(Object.entries(toJsonSchemas(schemas, { direction }).$defs));
}

/** The definitions that one of them refers to, itself or through others. */
function reachedFrom(schema: unknown, all: Definitions): Definitions {
  const reached = new Map<string, unknown>();
  const queue: unknown[] = [schema];
  for (const next of queue) {
    for (const [, name] of toJsonText(next).matchAll(/"\$ref":"#\/\$defs\/([^"]*)"/g)) {
      const plain = decodeURIComponent(name ?? '')
        .replaceAll('~1', '/')
        .replaceAll('~0', '~');
      const found = all.get(plain);
      if (found === undefined || reached.has(plain)) continue;
      reached.set(plain, found);
      queue.push(found);
    }
  }
  return reached;
}

/** The schema with its definitions; with their names alone where they are too long; cut, and saying so, where it is too long itself. */
function whole(outer: unknown, definitions: Definitions, budget: number, more: JsonObject = {}): string {
  const bare = { ...(typeof outer === 'object' ? outer : {}), ...more };
  const $defs = definitions.size === 0 ? {} : { $defs: Object.fromEntries(definitions) };
  const text = toJsonText({ ...bare, ...$defs });
  if (fits(text, budget)) return text;
  const head = toJsonText(bare);
  const least = Math.min(NAMES, budget / 2);
  if (definitions.size > 0 && fits(head, budget - least))
    return `${head}\n${namesLine([...definitions.keys()], 0, budget - countTokens(head) - 1)}`;
  const note = '\n/* cut: too long for the budget; the types of the description say the same in fewer words */';
  return `${cutToTokens(head, budget - countTokens(note))}${note}`;
}

const NAMES = 60;

function fits(text: string, budget: number): boolean {
  return text.length <= budget * CHARACTERS_PER_TOKEN && countTokens(text) <= budget;
}

/** `$defs: expand "schema.Pet", "schema.Owner", …`, as many as fit, then where the next ones are. */
function namesLine(names: readonly string[], from: number, budget: number): string {
  let text = '$defs, each by expand:';
  let shown = 0;
  for (const name of names) {
    const next = `${text}${shown === 0 ? '' : ','} ${toJsonText(`schema.${segmentText(name)}`)}`;
    if (countTokens(next) > budget - MORE) break;
    text = next;
    shown++;
  }
  const more = names.length - shown;
  return more === 0 ? text : `${text} /* ${more} more: expand "schema.+${from + shown}" */`;
}

/** Tokens of the note that there are more names. */
const MORE = 16;
