// What a description says of its operations, read raw, so that the benchmark's tasks are held against it and not against Trivium.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createValueCheck } from './check-values.mjs';

const corpus = join(dirname(fileURLToPath(import.meta.url)), '../../../test/corpus/node_modules');
const METHODS = /^(get|put|post|patch|delete|head|options)$/;

/**
 * Operations by id (operationId where it is unique, else `METHOD /path`) and the first server's URL.
 * @param {string} spec a path below test/corpus/node_modules
 */
export function readDescription(spec) {
  const root = JSON.parse(readFileSync(join(corpus, spec), 'utf8'));
  const found = [];
  for (const [path, item] of Object.entries(root.paths))
    for (const [method, operation] of Object.entries(item))
      if (METHODS.test(method)) found.push(readOperation({ root, path, item, method, operation }));
  const times = timesOf(found);
  const idOf = ({ name, route }) => (name !== undefined && times.get(name) === 1 ? name : route);
  return {
    check: createValueCheck(root),
    operations: new Map(found.map((each) => [idOf(each), each])),
    routes: new Set(found.map(({ route }) => route)),
    server: new URL(
      root.servers?.[0].url ?? `https://${root.host}${root.basePath ?? ''}`,
      'https://self-hosted.example',
    ).href.replace(/\/$/, ''),
  };
}

function timesOf(found) {
  const times = new Map();
  for (const { name } of found) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}

function readOperation({ root, path, item, method, operation }) {
  const follow = createFollow(root);
  const at = ['paths', path, method];
  const all = [
    ...locate(operation.parameters, [...at, 'parameters']),
    ...locate(item.parameters, ['paths', path, 'parameters']),
  ].map(({ held, pointer }) => ({ ...follow(held), schemaAt: schemaAt(held, pointer) }));
  const own = all.filter(
    (one, index) => all.findIndex((each) => each.name === one.name && each.in === one.in) === index,
  );
  return {
    name: operation.operationId,
    route: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    parameters: own.filter((each) => /^(path|query|header|cookie)$/.test(each.in)),
    body: bodyOf(operation, own, { root, follow, at: [...at, 'requestBody'] }),
  };
}

/** Values with the pointers at which they are written. */
function locate(held = [], at) {
  return held.map((each, index) => ({ held: each, pointer: toPointer([...at, String(index)]) }));
}

/** Where a parameter's schema is: of Swagger 2.0 the parameter is one itself, save that of a body. */
function schemaAt(held, pointer) {
  const own = held.$ref?.slice(1) ?? pointer;
  return { own, inner: `${own}/schema` };
}

function toPointer(parts) {
  return parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The body's media type (JSON first) and members; undefined where there is none. */
function bodyOf(operation, parameters, { root, follow, at }) {
  const fields = parameters.filter((each) => each.in === 'formData');
  if (fields.length > 0) {
    const types = operation.consumes ?? root.consumes ?? [];
    const isMultipart =
      fields.some(({ type }) => type === 'file') || !types.includes('application/x-www-form-urlencoded');
    return {
      type: isMultipart ? 'multipart/form-data' : 'application/x-www-form-urlencoded',
      members: new Set(fields.map(({ name }) => name)),
      required: fields.filter(({ required }) => required).map(({ name }) => name),
    };
  }
  const plain = parameters.find((each) => each.in === 'body');
  const content = plain ? { 'application/json': plain } : follow(operation.requestBody)?.content;
  if (content === undefined) return undefined;
  const type = Object.keys(content).find((each) => /json/.test(each)) ?? Object.keys(content)[0];
  const held = operation.requestBody?.$ref?.slice(1) ?? toPointer(at);
  const pointer = plain ? plain.schemaAt.inner : `${held}${toPointer(['content', type, 'schema'])}`;
  const { members, required } = membersOf(content[type]?.schema, follow);
  return { type: type === '*/*' ? 'application/json' : type, members, required, schema: pointer };
}

function membersOf(given, follow, depth = 0) {
  const schema = follow(given) ?? {};
  const members = new Set(Object.keys(schema.properties ?? {}));
  const required = [...(schema.required ?? [])];
  if (depth > 8) return { members, required };
  for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const inner = membersOf(part, follow, depth + 1);
    for (const name of inner.members) members.add(name);
    if ((schema.allOf ?? []).includes(part)) required.push(...inner.required);
  }
  return { members, required };
}

function createFollow(root) {
  return (held) => {
    let at = held;
    for (let hops = 0; at?.$ref !== undefined && hops < 10; hops++) at = pointed(root, at.$ref);
    return at;
  };
}

function pointed(root, reference) {
  const parts = reference.slice(2).split('/');
  return parts.reduce((at, part) => at?.[decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~')], root);
}
