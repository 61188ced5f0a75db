import { type Document, isObject } from '../spec/document.ts';
import { collectEndpoints } from './collect.ts';
import type { Endpoint, SecurityScheme, Server } from './endpoint.ts';
import { textOf } from './read-text.ts';
import { readSchemes } from './security.ts';
import type { ServerChoice } from './server-choice.ts';
import { readRootServers } from './servers.ts';
import { readTags, withAncestors } from './tags.ts';

export interface Tag {
  readonly name: string;
  readonly description: string;
  /** The tag or group above it. */
  readonly parent: string | undefined;
}

/** One description as the rooms behind see it: version-neutral and frozen. */
export interface Api {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Where the description was read. */
  readonly uri: string;
  readonly specVersion: string;
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  readonly tags: readonly Tag[];
  readonly endpoints: readonly Endpoint[];
  readonly servers: readonly Server[];
  /** What was skipped or is wrong, one sentence each with its place; the same thing once. */
  readonly warnings: readonly string[];
}

/** The Api a Document describes: a broken part is left out and named in `warnings`. Throws `config_invalid` only, for a choice that fits nothing. */
export function createApi(document: Document, options: ServerChoice & { readonly name: string }): Api {
  const { name, variables: values = new Map() } = options;
  const { root, uri, version } = document;
  const info = isObject(root.value) && isObject(root.value.info) ? root.value.info : {};
  const { warn, warnings } = createWarnings(document.warnings);
  const schemes = readSchemes(document, warn);
  const servers = Object.freeze(readRootServers(document, warn, options));
  const tags = readTags(document);
  const tagsOf = withAncestors(tags);
  const endpoints = Object.freeze(collectEndpoints(document, { api: name, schemes, servers, values, tagsOf, warn }));
  return Object.freeze({
    name,
    title: textOf(info.title),
    version: textOf(info.version),
    description: textOf(info.description),
    uri,
    specVersion: version,
    schemes,
    tags,
    endpoints,
    servers,
    warnings: warnings(),
  });
}

const MOST_WARNINGS = 1000;
const LONGEST_WARNING = 1000;

/** A broken description can be wrong in every line. */
function createWarnings(first: readonly string[]): { warn(warning: string): void; warnings(): readonly string[] } {
  const kept = new Set(first);
  let left = 0;
  return {
    warn: (warning) => {
      if (kept.size < MOST_WARNINGS) kept.add(warning.slice(0, LONGEST_WARNING));
      else left++;
    },
    warnings: () => Object.freeze([...kept, ...(left > 0 ? [`${left} more warnings are left out`] : [])]),
  };
}
