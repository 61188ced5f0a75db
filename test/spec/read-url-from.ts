import { ToolError } from '../../src/errors.ts';
import type { ReadUrl } from '../../src/spec/read.ts';

/** A way to read addresses that knows some pages and remembers what it was asked for. */
export function readUrlFrom(pages: Readonly<Record<string, unknown>>): { readUrl: ReadUrl; asked: readonly string[] } {
  const asked: string[] = [];
  const readUrl: ReadUrl = async (url) => {
    asked.push(url);
    const page = pages[url];
    if (page === undefined) throw new ToolError('spec_unusable', `GET ${url} answered 404 Not Found.`);
    return { bytes: Buffer.from(typeof page === 'string' ? page : JSON.stringify(page)), url };
  };
  return { readUrl, asked };
}
