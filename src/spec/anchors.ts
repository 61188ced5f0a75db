import { isObject, type Place, type Resource, type SpecVersion } from './document.ts';
import { absoluteUri, locate, splitReference } from './pointer.ts';

export interface Anchors {
  /** The base URI that an `$id` above `place` gives it; undefined where there is none below the file's root. */
  identified(place: Place): string | undefined;
  /** The Place a reference names by `$id` or `$anchor`, or relative to an `$id` above it; undefined where there is none. */
  find(reference: string, from: Place): Place | undefined;
}

/** Values looked at while the index is built; more than any real description holds. */
const MOST_VALUES = 5_000_000;
const MOST_DEPTH = 500;

interface Index {
  /** Embedded resources by absolute URI. */
  readonly byId: ReadonlyMap<string, Place>;
  /** `URI#name` → Place. */
  readonly byAnchor: ReadonlyMap<string, Place>;
}

/** Finds by `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12 §8.2); the index is built at the first question. */
export function createAnchors(resources: ReadonlyMap<string, Resource>, version: SpecVersion): Anchors {
  if (version === '2.0' || version === '3.0') return { identified: () => undefined, find: () => undefined };
  let index: Index | undefined;
  return {
    identified: (place) => {
      const base = baseOf(place);
      return base === rootBase(place.resource) ? undefined : base;
    },
    find: (reference, from) => {
      index ??= buildIndex([...resources.values()]);
      const base = baseOf(from);
      const { address, fragment } = splitReference(reference);
      const uri = address === '' ? base : absoluteUri(address, base);
      const embedded = index.byId.get(uri);
      if (fragment === '') return embedded;
      if (!fragment.startsWith('/')) return index.byAnchor.get(`${uri}#${fragment}`);
      return embedded === undefined ? undefined : below(embedded, fragment);
    },
  };
}

/** The base URI at a Place: the file's, changed by each `$id` on the way down (and by 3.2's `$self`). */
function baseOf(place: Place): string {
  let value: unknown = place.resource.root;
  let base = rootBase(place.resource);
  for (const segment of place.pointer.split('/').slice(1)) {
    const key = segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return base;
    value = (value as Record<string, unknown>)[key];
    base = withId(value, base);
  }
  return base;
}

function rootBase({ root, uri }: Resource): string {
  const self = isObject(root) && typeof root.$self === 'string' ? absoluteUri(root.$self, uri) : uri;
  return withId(root, self);
}

function withId(value: unknown, base: string): string {
  return isObject(value) && typeof value.$id === 'string' ? absoluteUri(value.$id, base) : base;
}

function below(embedded: Place, fragment: string): Place | undefined {
  const found = locate({ uri: embedded.resource.uri, root: embedded.value }, fragment);
  return found && { value: found.value, resource: embedded.resource, pointer: embedded.pointer + found.pointer };
}

function buildIndex(resources: readonly Resource[]): Index {
  const byId = new Map<string, Place>();
  const byAnchor = new Map<string, Place>();
  const seen = new Set<unknown>();
  const visit = (place: Place, outer: string, depth: number): void => {
    const { value } = place;
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (seen.size >= MOST_VALUES || depth > MOST_DEPTH) return;
    seen.add(value);
    const base = withId(value, outer);
    if (base !== outer && !byId.has(base)) byId.set(base, place);
    for (const key of ['$anchor', '$dynamicAnchor'] as const) {
      const name = isObject(value) ? value[key] : undefined;
      if (typeof name === 'string' && !byAnchor.has(`${base}#${name}`)) byAnchor.set(`${base}#${name}`, place);
    }
    for (const [key, member] of Object.entries(value)) {
      const pointer = `${place.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      visit({ value: member, resource: place.resource, pointer }, base, depth + 1);
    }
  };
  for (const resource of resources) {
    const base = rootBase(resource);
    byId.set(base, { value: resource.root, resource, pointer: '' });
    visit({ value: resource.root, resource, pointer: '' }, base, 0);
  }
  return { byId, byAnchor };
}
