import type { SpecSource } from '../config.ts';
import { ToolError } from '../errors.ts';
import type { Document } from './document.ts';
import { readExternals } from './externals.ts';
import { decodeText, parseText } from './parse.ts';
import { type ReadOptions, readSource } from './read.ts';
import { createDocument } from './resolve.ts';

/**
 * Reads and parses a description and what it refers to; nothing is dereferenced or validated.
 * Throws `spec_unusable` with one sentence that names the source and what is wrong with it.
 */
export async function loadSpec(source: SpecSource, options: ReadOptions): Promise<Document> {
  const { bytes, uri } = await readSource(source, options);
  try {
    const text = decodeText(bytes);
    const root = await parseText(text);
    const externals = await readExternals({ uri, root, text }, options);
    return createDocument({ uri, root, ...externals, bytes: bytes.length + externals.bytes });
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'spec_unusable') throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new ToolError('spec_unusable', `${nameOf(source)}: ${error.message}`, { cause: error, ...hint });
  }
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
