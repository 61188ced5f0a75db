import type { Endpoint } from './endpoint.ts';
import type { WantedId } from './wanted-ids.ts';

interface LinkSource {
  readonly endpoint: Endpoint;
  readonly values: ReadonlyMap<string, string>;
}

const indexes = new WeakMap<readonly Endpoint[], ReadonlyMap<string, readonly LinkSource[]>>();

/** The endpoint whose answer links to this one with the wanted value (OpenAPI Links); reading ones first. */
export function linkSourceOf(
  { name }: WantedId,
  endpoint: Endpoint,
  endpoints: readonly Endpoint[],
): { readonly endpoint: Endpoint; readonly member: string } | undefined {
  const index = indexes.get(endpoints) ?? indexLinks(endpoints);
  indexes.set(endpoints, index);
  if (index.size === 0) return undefined;
  const sources = [endpoint.operationId, `${endpoint.method} ${endpoint.path}`]
    .flatMap((target) => (target === undefined ? [] : (index.get(target) ?? [])))
    .filter(
      (source) =>
        source.values.has(name) && source.endpoint !== endpoint && !source.endpoint.path.includes(`{${name}}`),
    );
  const [first] = [...sources].sort((a, b) => costOf(a.endpoint) - costOf(b.endpoint));
  return first === undefined ? undefined : { endpoint: first.endpoint, member: first.values.get(name) ?? '' };
}

/** Making something only to have its id is the last resort. */
function costOf({ method, path, deprecated }: Endpoint): number {
  return (method === 'GET' ? 0 : 100) + (deprecated ? 10 : 0) + path.split('{').length;
}

function indexLinks(endpoints: readonly Endpoint[]): ReadonlyMap<string, readonly LinkSource[]> {
  const index = new Map<string, LinkSource[]>();
  for (const endpoint of endpoints) {
    if (endpoint.method !== 'GET' && endpoint.method !== 'POST') continue;
    for (const { target, values } of endpoint.links) {
      const others = index.get(target) ?? [];
      index.set(target, others);
      others.push({ endpoint, values });
    }
  }
  return index;
}
