import type { SpecSource } from '../config.ts';
import { ToolError } from '../errors.ts';
import type { Document } from './document.ts';
import { readExternals } from './externals.ts';
import { decodeText, isJson, parseText } from './parse.ts';
import { type ReadOptions, readFileSyncAt, readSource } from './read.ts';
import { createDocument } from './resolve.ts';

/**
 * Reads and parses a description and what it refers to; nothing is dereferenced or validated.
 * Throws `spec_unusable` with one sentence that names the source and what is wrong with it.
 */
export async function loadSpec(source: SpecSource, options: ReadOptions): Promise<Document> {
  const { document } = await openSpec(source, options);
  return document;
}

export interface OpenedSpec {
  readonly document: Document;
  /** Reads it once more, at once; undefined where that takes the network, another file or YAML. */
  readonly reopen: (() => Document) | undefined;
}

/** The same, with a way to let go of the document and come back to it. */
export async function openSpec(source: SpecSource, options: ReadOptions): Promise<OpenedSpec> {
  const { bytes, uri } = await readSource(source, options);
  try {
    const text = decodeText(bytes);
    const root = await parseText(text);
    const externals = await readExternals({ uri, root, text }, options);
    const document = createDocument({ uri, root, ...externals, bytes: bytes.length + externals.bytes });
    const isAlone = source.kind === 'file' && externals.resources.size === 0 && isJson(text);
    return { document, reopen: isAlone ? () => reopenFile(uri) : undefined };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'spec_unusable') throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new ToolError('spec_unusable', `${nameOf(source)}: ${error.message}`, { cause: error, ...hint });
  }
}

/** A JSON file that refers to nothing else, read again. Throws `spec_unusable` where it has changed beyond reading. */
export function reopenFile(uri: string): Document {
  const bytes = readFileSyncAt(uri);
  let root: unknown;
  try {
    root = JSON.parse(decodeText(bytes));
  } catch (error) {
    throw new ToolError('spec_unusable', `${uri} is no longer JSON.`, { cause: error });
  }
  return createDocument({ uri, root, bytes: bytes.length });
}

function nameOf(source: SpecSource): string {
  if (source.kind === 'file') return source.path;
  return source.kind === 'stdin' ? 'stdin' : withoutSecrets(source.url);
}

/** A URL's user-info and query may be credentials. */
function withoutSecrets(text: string): string {
  if (!URL.canParse(text)) return text;
  const { origin, pathname } = new URL(text);
  return origin + pathname;
}
