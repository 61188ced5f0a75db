import { argumentsOf } from './arguments.ts';
import type { Endpoint } from './endpoint.ts';
import { flattenObject } from './flatten.ts';
import type { WantedValue } from './id-member.ts';
import { typesOf } from './id-member.ts';
import { plain, readIdName } from './id-name.ts';
import { nounBefore, type Steps } from './id-routes.ts';
import { isHidden } from './json-schema.ts';
import { preferredMedia } from './preferred-media.ts';
import type { Schema } from './schema.ts';
import { itemsOf } from './type-expression.ts';

/** A required input that names something which exists already. */
export interface WantedId extends WantedValue {
  /** As the caller gives it: `owner`, `path.id`, `body.customer`. */
  readonly argument: string;
  /** Its segment in the path, where it is one. */
  readonly at: number | undefined;
  /** What it is the id of, where only its surroundings say so. */
  readonly around: string;
}

const MOST_INPUTS = 40;
/** Required names of what a caller makes up, or knows. */
const NO_IDS =
  /^(path|filepath|filename|version|apiversion|format|extension|type|kind|status|state|date|year|month|day|week|time|timestamp|from|to|start|end|q|query|search|term|lang|language|locale|email|url|uri|field|fields|property|action|method|scope|period|page|limit|offset|size|width|height|content|body|text|message|title|description|value|values|password|secret|currency|amount|quantity|latitude|longitude|lat|lon|lng|clientsecret|apikey|accesstoken)$/;
/** The same outside of the path. */
const NO_REFERENCES = /^(clientid|requestid|correlationid|traceid|externalid|idempotencykey)$/;
const NO_FORMATS =
  /^(date|date-time|time|duration|email|uri|url|binary|byte|password|ipv4|ipv6|hostname|float|double)$/;
const SAYS_ID = /\b(ids?|gid|identifiers?|uuid)\b/i;

/** The required inputs of an endpoint that are ids: in its path, then in its query, then members of its body. */
export function wantedIds(endpoint: Endpoint, steps: Steps): readonly WantedId[] {
  const found: WantedId[] = [];
  const last = nounBefore(steps, steps.segments.length);
  for (const { name: argument, parameter } of argumentsOf(endpoint).slice(0, MOST_INPUTS)) {
    const { name, schema, description, required } = parameter;
    if (!required) continue;
    const wanted = { ...readWanted(name, { schema, description }), argument };
    if (parameter.in === 'path') {
      const index = steps.names.indexOf(name);
      const at = index === -1 ? undefined : index;
      if (isId(wanted, schema) && (at !== undefined || wanted.id.key !== undefined))
        found.push({ ...wanted, at, around: '' });
    } else if (parameter.in === 'query' && isId(wanted, schema)) {
      const { id } = wanted;
      const around = id.noun.length === 0 && id.key === 'id' ? last : '';
      if (around !== '' || isSaidId(wanted)) found.push({ ...wanted, at: undefined, around });
    }
  }
  const order = (each: WantedId): number => each.at ?? steps.segments.length;
  return [...found.sort((a, b) => order(a) - order(b)), ...bodyIds(endpoint)];
}

function bodyIds({ body }: Endpoint): readonly WantedId[] {
  const schema = body === undefined ? undefined : preferredMedia(body)?.schema;
  if (schema === undefined) return [];
  const { properties, required } = flattenObject(schema);
  return [...required].slice(0, MOST_INPUTS).flatMap((name): WantedId[] => {
    const member = properties.get(name);
    if (member === undefined || isHidden(member, 'request')) return [];
    const wanted = readWanted(name, { schema: member, description: member.description });
    if (!isId(wanted, member) || !isSaidId(wanted)) return [];
    return [{ ...wanted, argument: `body.${name}`, at: undefined, around: '' }];
  });
}

function readWanted(
  name: string,
  { schema, description }: { readonly schema: Schema; readonly description: string },
): WantedValue {
  const types = typesOf(itemsOf(schema) ?? schema);
  return {
    name,
    id: readIdName(name),
    types,
    description: description.slice(0, 300) || schema.description.slice(0, 300),
  };
}

/** Whether the value can be an id: no choice of a few, no date, nothing a caller makes up. */
function isId({ name, types }: WantedValue, schema: Schema): boolean {
  const one = itemsOf(schema) ?? schema;
  if (NO_IDS.test(plain(name))) return false;
  if (one.enum !== undefined || NO_FORMATS.test(one.format ?? '')) return false;
  return (
    types.size === 0 || types.has('string') || types.has('integer') || (types.has('number') && one.format !== 'float')
  );
}

/** Outside of the path a noun alone is more often a value than a reference, and a name is one that is given. */
function isSaidId({ name, id, description }: WantedValue): boolean {
  if (id.noun.length === 0 || NO_REFERENCES.test(plain(name))) return false;
  return id.key === undefined ? SAYS_ID.test(description) : /^(id|gid|sid|uuid|guid|identifier)$/.test(id.key);
}
