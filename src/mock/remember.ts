import type { Endpoint, MediaType } from '../catalog/endpoint.ts';
import type { Schema } from '../catalog/schema.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { isObject, type JsonObject } from './json-object.ts';
import { identity, isItem, type Location } from './locate.ts';
import { type Collection, isNamed, type Memory } from './memory.ts';
import { nextIds } from './next-ids.ts';
import { overlay } from './overlay.ts';
import { parseRequestBody } from './parse-request-body.ts';
import { sampleOf } from './sample-body.ts';

/** One call, as far as the answer depends on it. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly request: HttpRequest;
  readonly location: Location;
  readonly status: number;
  readonly media: MediaType | undefined;
}

/** Whether an earlier call has deleted the item that a request names. */
export function isDeleted(memory: Memory, { collection, item }: Location): boolean {
  if (item === undefined) return false;
  return memory.read(collection).deleted.some((key) => key.value === item.value && key.parameter === item.parameter);
}

/** The value to answer with, after `memory` has taken note of the call. */
export function answerAndRemember(memory: Memory, call: Call): unknown {
  const { endpoint, location, media } = call;
  const sample = media === undefined ? undefined : sampleOf(media);
  if (endpoint.method === 'DELETE' && location.item !== undefined) {
    memory.delete(location.collection, location.item);
    return sample;
  }
  if (endpoint.method === 'GET' || endpoint.method === 'HEAD') return read(memory, call, sample);
  const body = parseRequestBody(call.request);
  if (location.item !== undefined) return change(memory, call, sample, body);
  return endpoint.method === 'POST' && creates(call, sample, body) ? create(memory, call, sample, body) : sample;
}

function read(memory: Memory, { location, media }: Call, sample: unknown): unknown {
  const { collection, item: key } = location;
  const remembered = memory.read(collection);
  if (key === undefined) return withRemembered(sample, media?.schema, remembered);
  if (!isObject(sample)) return sample;
  const known = remembered.items.find((item) => isNamed(item, key));
  return overlay(sample, { ...known?.values, ...identity(sample, key) }, media?.schema);
}

function change(memory: Memory, { location, media }: Call, sample: unknown, body: JsonObject | undefined): unknown {
  const { collection, item: key } = location;
  if (key === undefined || body === undefined) return sample;
  const before = memory.read(collection).items.find((item) => isNamed(item, key));
  const values = { ...before?.values, ...body, ...(isObject(sample) ? identity(sample, key) : {}) };
  memory.put(collection, { key: before?.key ?? key, values });
  return overlay(sample, values, media?.schema);
}

/** 201 says so. Many descriptions say 200; then it is a creation if what was sent is among what comes back. */
function creates({ endpoint, status }: Call, sample: unknown, body: JsonObject | undefined): boolean {
  if (status === 201) return true;
  if (!isObject(sample) || body === undefined || !Object.hasOwn(sample, 'id')) return false;
  const isAction = endpoint.path.includes('{') && !endpoint.path.endsWith('s');
  const names = Object.keys(body);
  return !isAction && names.length > 0 && names.every((name) => Object.hasOwn(sample, name));
}

function create(memory: Memory, { location, media }: Call, sample: unknown, body: JsonObject | undefined): unknown {
  const { collection } = location;
  const ids = nextIds(isObject(sample) ? sample : {}, memory.read(collection).created);
  const values = { ...ids, ...body };
  memory.create(collection, { key: { parameter: 'id', value: String(values.id) }, values });
  return overlay(sample, values, media?.schema);
}

/** A list, or an object around one: what was created comes first, newest first; what was changed is, what was deleted is not there. */
function withRemembered(sample: unknown, schema: Schema | undefined, remembered: Collection): unknown {
  const { items, deleted } = remembered;
  if (items.length + deleted.length === 0) return sample;
  if (isObject(sample)) {
    const list = Object.entries(sample).find(([, value]) => Array.isArray(value));
    if (list === undefined) return sample;
    const [name, value] = list;
    return { ...sample, [name]: withRemembered(value, propertyOf(schema, name), remembered) };
  }
  if (!Array.isArray(sample)) return sample;
  const [model] = sample;
  const shown = sample.filter((value) => !deleted.some((key) => isItem(value, key)));
  const changed = shown.map((value) => {
    const item = items.find(({ key }) => isItem(value, key));
    return item === undefined ? value : overlay(value, item.values, schema?.items);
  });
  const added = items.filter(({ key }) => !shown.some((value) => isItem(value, key)));
  const fresh = added.map(({ values, key }) =>
    overlay(model ?? {}, { ...(isObject(model) ? identity(model, key) : {}), ...values }, schema?.items),
  );
  return [...fresh.reverse(), ...changed];
}

function propertyOf(schema: Schema | undefined, name: string): Schema | undefined {
  if (schema === undefined) return undefined;
  return (
    schema.properties.get(name) ?? schema.allOf.map((branch) => branch.properties.get(name)).find((found) => found)
  );
}
