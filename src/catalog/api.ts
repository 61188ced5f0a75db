import { lazy } from '../lazy.ts';
import { type Document, isObject, memberOf } from '../spec/document.ts';
import { collectEndpoints } from './collect.ts';
import type { Endpoint, SecurityScheme, Server } from './endpoint.ts';
import { readSchemes } from './security.ts';
import { readServers } from './servers.ts';

export interface Tag {
  readonly name: string;
  readonly description: string;
  /** 3.2: the tag above it. */
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
  /** What was skipped or is wrong, one sentence each with its place. */
  readonly warnings: readonly string[];
}

/** The Api a Document describes. Never throws: a broken part is left out and named in `warnings`. */
export function createApi(document: Document, { name }: { readonly name: string }): Api {
  const { root, uri, version } = document;
  const info = isObject(root.value) && isObject(root.value.info) ? root.value.info : {};
  const warnings: string[] = [...document.warnings];
  const warn = (warning: string): void => void warnings.push(warning);
  const schemes = readSchemes(document, warn);
  const servers = readServers(document, root, 'root', warn);
  const endpoints = collectEndpoints(document, { api: name, schemes, servers, warn });
  const tags = lazy(() => readTags(document));
  return Object.freeze({
    name,
    title: text(info.title),
    version: text(info.version),
    description: text(info.description),
    uri,
    specVersion: version,
    schemes,
    get tags() {
      return tags();
    },
    endpoints,
    servers,
    warnings,
  });
}

function readTags(document: Document): readonly Tag[] {
  const { value } = memberOf(document.root, 'tags');
  if (!Array.isArray(value)) return [];
  return value.flatMap((tag): Tag[] => {
    if (!isObject(tag) || typeof tag.name !== 'string') return [];
    const parent = typeof tag.parent === 'string' ? tag.parent : undefined;
    return [{ name: tag.name, description: text(tag.description), parent }];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
