import { ToolError } from '../errors.ts';
import { isObject } from './document.ts';
import { decodeText, parseText } from './parse.ts';
import { absoluteUri, showReference, splitReference } from './pointer.ts';
import { type ReadOptions, readUri, realUri } from './read.ts';

export interface Externals {
  /** Documents that references lead to, by absolute URI. */
  readonly resources: ReadonlyMap<string, unknown>;
  readonly warnings: readonly string[];
  readonly bytes: number;
}

const MOST_DOCUMENTS = 2000;
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_VALUES = 10_000_000;
/** Files that refer to files that refer to files… */
const MOST_DEPTH = 64;
const MOST_WARNINGS = 100;
const READS_AT_ONCE = 8;
/** Where a `$ref` is somebody's data, not a reference. */
const DATA_MEMBERS: ReadonlySet<string> = new Set(['example', 'default', 'enum', 'const', 'value', 'dataValue']);
/** Maps whose keys are names, so that a property called `value` or the response `default` is no data. */
const NAME_MAPS: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'schemas', 'responses'],
  ...['parameters', 'examples', 'requestBodies', 'headers', 'securitySchemes', 'links', 'callbacks', 'pathItems'],
  ...['paths', 'encoding', 'content', 'mediaTypes', 'additionalOperations'],
]);

/**
 * Reads every document that references lead to, before anybody follows one, since the rooms behind cannot wait: files inside
 * the description's own folder (links resolved), URLs of its own origin, nothing else (DESIGN §7). What is refused or
 * missing becomes a warning and a dangling reference.
 */
export async function readExternals(
  main: { readonly uri: string; readonly root: unknown; readonly text: string },
  options: ReadOptions,
): Promise<Externals> {
  const resources = new Map<string, unknown>();
  const warnings: string[] = [];
  // A look over the text is 20 times cheaper than one over the values, and most descriptions are one file.
  if (!mayRefer(main.text)) return { resources, warnings, bytes: 0 };
  const asked: Asked = { uris: new Set([main.uri]), ids: new Set() };
  let bytes = 0;
  let waiting = newAddresses(main.root, main.uri, asked);
  let isFull = false;
  for (let depth = 0; waiting.length > 0 && !isFull; depth++) {
    const found: string[] = [];
    const queue = waiting.values();
    const worker = async (): Promise<void> => {
      for (const uri of queue) {
        if (depth >= MOST_DEPTH || resources.size >= MOST_DOCUMENTS || bytes >= MOST_BYTES) {
          if (!isFull) warnings.push(`${shortName(uri)} and what follows was not read: ${TOO_MUCH}`);
          isFull = true;
          return;
        }
        const read = await readOne(uri, main.uri, options);
        if ('warning' in read) {
          warnings.push(read.warning);
          continue;
        }
        bytes += read.bytes;
        resources.set(uri, read.root);
        found.push(...newAddresses(read.root, uri, asked));
      }
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, worker));
    waiting = found;
  }
  return { resources, warnings: fewOf(warnings), bytes };
}

const TOO_MUCH = `references lead to more than ${MOST_DOCUMENTS} files, ${MOST_BYTES / 1024 / 1024} MB or ${MOST_DEPTH} files in a row`;

/** A hundred thousand refused references are one fault of one author. */
function fewOf(warnings: readonly string[]): readonly string[] {
  if (warnings.length <= MOST_WARNINGS) return warnings;
  const more = warnings.length - MOST_WARNINGS;
  return [...warnings.slice(0, MOST_WARNINGS), `${more} more files that are referred to were not read`];
}

interface Asked {
  readonly uris: Set<string>;
  readonly ids: Set<string>;
}

function mayRefer(text: string): boolean {
  return /\$ref["']?\s*:\s*["']?(?!["'#\s])/.test(text);
}

type Read = { readonly root: unknown; readonly bytes: number } | { readonly warning: string };

async function readOne(uri: string, mainUri: string, options: ReadOptions): Promise<Read> {
  const refused = (why: string): Read => ({ warning: `${shortName(uri)} is referred to but was not read: ${why}` });
  const refusal = refusalOf(uri, mainUri);
  if (refusal !== undefined) return refused(refusal);
  try {
    const linked = refusalOf(await realUri(uri), mainUri);
    if (linked !== undefined) return refused(linked);
    const { bytes, uri: real } = await readUri(uri, options);
    // A link may have changed meanwhile, a URL may have redirected.
    const moved = refusalOf(real, mainUri);
    if (moved !== undefined) return refused(moved);
    return { root: await parseText(decodeText(bytes)), bytes: bytes.length };
  } catch (error) {
    const why = error instanceof ToolError ? error.message : 'it cannot be read';
    return { warning: `${shortName(uri)} is referred to but cannot be used: ${why}` };
  }
}

/** Why a document may not be read for the description at `mainUri`; undefined where it may. */
function refusalOf(uri: string, mainUri: string): string | undefined {
  if (!URL.canParse(uri)) return 'its address cannot be made absolute';
  const url = new URL(uri);
  if (mainUri.startsWith('file:')) {
    const folder = mainUri.slice(0, mainUri.lastIndexOf('/') + 1);
    if (url.protocol !== 'file:') return 'a description in a file may refer to files only';
    return url.href.startsWith(folder) ? undefined : "it lies outside the description's folder";
  }
  if (!/^https?:/.test(mainUri)) return 'a description from stdin may not refer to other files';
  return url.origin === new URL(mainUri).origin ? undefined : 'it is on another origin than the description';
}

interface Walked {
  readonly value: unknown;
  /** What an `$id` above makes relative references relative to. */
  readonly base: string;
  /** The members' keys are names. */
  readonly isMap: boolean;
}

/** What a walk over one document met. */
interface Met {
  /** Each address that a string `$ref` names, relative to the file and relative to the `$id` above it. */
  readonly addresses: ReadonlyMap<string, string>;
  /** URIs of schemas inside the document: those need no reading. */
  readonly ids: ReadonlySet<string>;
}

/** Absolute addresses that references under `root` name and that nobody has asked for yet. */
function newAddresses(root: unknown, uri: string, asked: Asked): string[] {
  const { addresses, ids } = walk(root, uri);
  for (const id of ids) asked.ids.add(id);
  const found = [...addresses].filter(
    ([address, byId]) => !asked.uris.has(address) && !asked.ids.has(address) && !asked.ids.has(byId),
  );
  for (const [address] of found) asked.uris.add(address);
  return found.map(([address]) => address);
}

function walk(root: unknown, uri: string): Met {
  const addresses = new Map<string, string>();
  const ids = new Set<string>();
  const seen = new Set<unknown>();
  const self = isObject(root) && typeof root.$self === 'string' ? absoluteUri(root.$self, uri) : uri;
  if (self !== uri) ids.add(self);
  const waiting: Walked[] = [{ value: root, base: self, isMap: false }];
  for (let item = waiting.pop(); item !== undefined && seen.size < MOST_VALUES; item = waiting.pop()) {
    const { value, isMap } = item;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const hasId = !isMap && isObject(value) && typeof value.$id === 'string';
    const base = hasId ? absoluteUri(String(value.$id), item.base) : item.base;
    if (hasId) ids.add(base);
    if (isObject(value) && typeof value.$ref === 'string') {
      const { address } = splitReference(value.$ref);
      if (address !== '') addresses.set(absoluteUri(address, uri), absoluteUri(address, base));
    }
    for (const [key, member] of Object.entries(value))
      if (isMap || !isData(key, member))
        waiting.push({ value: member, base, isMap: !isMap && NAME_MAPS.has(key) && !Array.isArray(member) });
  }
  return { addresses, ids };
}

/** A schema's `examples` are a list of data; those of a media type are a map of Example Objects, which may be references. */
function isData(key: string, member: unknown): boolean {
  return DATA_MEMBERS.has(key) || (key === 'examples' && Array.isArray(member));
}

function shortName(uri: string): string {
  const shown = showReference(uri);
  return shown.startsWith('file:') ? (shown.split('/').at(-1) ?? shown) : shown;
}
