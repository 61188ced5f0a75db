import { createAnchors } from './anchors.ts';
import { type Document, type Place, type Resource, referenceOf, type SpecVersion } from './document.ts';
import { absoluteUri, locate, showReference, splitReference } from './pointer.ts';
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
    uris: Object.freeze([...resources.keys()]),
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
      throw new ReferenceProblem(`the reference ${showReference(reference)} at ${whereIs(start)} leads back to itself`);
    }
    seen.add(place.value);
    place = resolve(reference, place);
  }
}

/** Resolves one reference; what stands where the pointer says is kept per resource. */
function createResolver(resources: ReadonlyMap<string, Resource>, version: SpecVersion): Resolve {
  const caches = new Map<Resource, Map<string, Place>>();
  const anchors = createAnchors(resources, version);
  const inFile = (reference: string, from: Place): Place | undefined => {
    const { address, fragment } = splitReference(reference);
    const resource = address === '' ? from.resource : resources.get(absoluteUri(address, from.resource.uri));
    return resource === undefined ? undefined : locate(resource, fragment);
  };
  return (reference, from) => {
    const cache = caches.get(from.resource) ?? new Map<string, Place>();
    caches.set(from.resource, cache);
    // JSON Schema 2020-12 §8.2.1: below an `$id`, the same words lead elsewhere. Many who write `$id` still refer from the
    // file's root, so that comes second there; everywhere else it finds nearly every reference, and an `$anchor` the rest.
    const base = anchors.identified(from);
    const key = base === undefined ? reference : `${base} ${reference}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const found =
      base === undefined
        ? (inFile(reference, from) ?? anchors.find(reference, from))
        : (anchors.find(reference, from) ?? inFile(reference, from));
    if (found !== undefined) {
      cache.set(key, found);
      return found;
    }
    throw new ReferenceProblem(`the reference ${showReference(reference)} at ${whereIs(from)} does not resolve`);
  };
}

/** `#/paths/~1pets/get` in the description's own file, with the file's name in another one. */
function whereIs(place: Place): string {
  const file = place.resource.uri.replace(/\?.*$/s, '').split('/').at(-1) ?? '';
  return showReference(`${file}#${place.pointer}`);
}
