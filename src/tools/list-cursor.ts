import type { Catalog } from '../catalog/catalog.ts';
import { ToolError } from '../errors.ts';
import type { ListRequest } from './list-request.ts';

const LONGEST_CURSOR = 6000;
const MOST_OFFSET = 1_000_000;

/** Where the next page begins, stateless: query, filters, offset and the catalog's digest (DESIGN §7). */
export function toCursor({ query, api, tag, limit, offset }: ListRequest, { digest }: Catalog): string {
  const fields = [digest, offset, limit, query ?? '', tag ?? '', api ?? ''];
  return Buffer.from(JSON.stringify(fields), 'utf8').toString('base64url');
}

/**
 * What a cursor asks for; its own query and filters win over those beside it. Throws `cursor_invalid` where it is not one of
 * ours or the catalog has changed since, which would show some endpoints twice and others never.
 */
export function readCursor(cursor: string, { digest }: Catalog, { limit }: ListRequest): ListRequest {
  const fields = decode(cursor);
  const [from, offset, earlierLimit, query, tag, api] = fields ?? [];
  const isOurs =
    typeof from === 'string' &&
    isCount(offset, MOST_OFFSET) &&
    isCount(earlierLimit, 50) &&
    [query, tag, api].every((field) => typeof field === 'string');
  if (!isOurs)
    throw new ToolError('cursor_invalid', 'This is no cursor of list_endpoints.', {
      hint: 'Repeat the query without it.',
    });
  if (from !== digest)
    throw new ToolError('cursor_invalid', 'The endpoints have changed since this cursor was given.', {
      hint: 'Repeat the query without it.',
    });
  const text = (field: unknown): string | undefined => (field === '' ? undefined : String(field));
  return {
    query: text(query),
    tag: text(tag),
    api: text(api),
    offset: Number(offset),
    limit: Math.min(limit, Math.max(1, Number(earlierLimit))),
    cursor: undefined,
  };
}

function isCount(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function decode(cursor: string): readonly unknown[] | undefined {
  if (cursor.length > LONGEST_CURSOR || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  try {
    const fields = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    return Array.isArray(fields) && fields.length === 6 ? fields : undefined;
  } catch {
    return undefined;
  }
}
