import { createAnchors } from './anchors.ts';
import { type Document, type Place, type Resource, referenceOf, type SpecVersion } from './document.ts';
import { absoluteUri, locate, splitReference } from './pointer.ts';
import { readVersion } from './version.ts';

/** A reference that cannot be followed; the message names the reference and where it stands. */
export class ReferenceProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReferenceProblem';
  }
}

export interface DocumentInput {
  /** Absolute, without a fragment. */
  readonly uri: string;
  readonly root: unknown;
  /** Other documents that references lead to, by absolute URI. */
  readonly resources?: ReadonlyMap<string, unknown>;
  readonly warnings?: readonly string[];
  readonly bytes?: number;
}

/** Longest chain of references that is followed. */
const MOST_HOPS = 100;

/** A Document whose references resolve when somebody asks. Throws `spec_unusable` when `root` is not an OpenAPI description. */
export function createDocument(input: DocumentInput): Document {
  const { version, warning } = readVersion(input.root);
  const resources = new Map<string, Resource>();
  const main: Resource = { uri: input.uri, root: input.root };
  resources.set(main.uri, main);
  for (const [uri, root] of input.resources ?? []) resources.set(uri, { uri, root });
  const resolve = createResolver(resources, version);
  return Object.freeze({
    uri: input.uri,
    version,
    root: { value: input.root, resource: main, pointer: '' },
    warnings: [...(input.warnings ?? []), ...(warning === undefined ? [] : [warning])],
    bytes: input.bytes ?? 0,
    follow: (place: Place) => followChain(place, resolve),
  });
}

type Resolve = (reference: string, from: Place) => Place;

function followChain(start: Place, resolve: Resolve): Place {
  let place = start;
  const seen = new Set<unknown>();
  for (;;) {
    const reference = referenceOf(place.value);
    if (reference === undefined) return place;
    if (seen.has(place.value) || seen.size >= MOST_HOPS) {
      throw new ReferenceProblem(`the reference ${reference} at ${whereIs(start)} leads back to itself`);
    }
    seen.add(place.value);
    place = resolve(reference, place);
  }
}

/** Resolves one reference; what stands where the pointer says is kept per resource. */
function createResolver(resources: ReadonlyMap<string, Resource>, version: SpecVersion): Resolve {
  const caches = new Map<Resource, Map<string, Place>>();
  const anchors = createAnchors(resources, version);
  return (reference, from) => {
    const cache = caches.get(from.resource) ?? new Map<string, Place>();
    caches.set(from.resource, cache);
    const known = cache.get(reference);
    if (known !== undefined) return known;
    const { address, fragment } = splitReference(reference);
    const resource = address === '' ? from.resource : resources.get(absoluteUri(address, from.resource.uri));
    const found = resource === undefined ? undefined : locate(resource, fragment);
    if (found !== undefined) {
      cache.set(reference, found);
      return found;
    }
    // Nearly every reference is found above; an `$id` over it, or an `$anchor`, matters only where that misses.
    const anchored = anchors.find(reference, from);
    if (anchored !== undefined) return anchored;
    throw new ReferenceProblem(`the reference ${reference} at ${whereIs(from)} does not resolve`);
  };
}

/** `#/paths/~1pets/get` in the description's own file, with the file's name in another one. */
function whereIs(place: Place): string {
  const file = place.resource.uri.split('/').at(-1) ?? '';
  return `${file}#${place.pointer}`;
}
