import type { Catalog } from '../catalog/catalog.ts';
import { ToolError } from '../errors.ts';
import { type ListArguments, type ListRequest, MOST } from './list-request.ts';

const VERSION = 1;
const HEADER_BYTES = 11;
const DIGEST_DIGITS = 8;
const LONGEST_CURSOR = 800;
/** Behind this a cursor would cost more than it is worth. */
const LONGEST_TEXT = 200;

/**
 * Where the next page begins, stateless (DESIGN §7): base64url of version, checksum, the catalog's digest, offset, limit, query,
 * tag and api. Binary, because every character costs the model. Undefined for a query too long to be carried.
 */
export function toCursor({ query, api, tag, limit, offset }: ListRequest, { digest }: Catalog): string | undefined {
  const text = Buffer.from([query ?? '', tag ?? '', api ?? ''].join('\0'), 'utf8');
  if (text.length > LONGEST_TEXT || text.toString('utf8').split('\0').length !== 3) return undefined;
  const bytes = Buffer.alloc(HEADER_BYTES + text.length);
  bytes.writeUInt8(VERSION, 0);
  bytes.write(digest.slice(0, DIGEST_DIGITS), 3, 4, 'hex');
  bytes.writeUIntBE(offset, 7, 3);
  bytes.writeUInt8(limit, 10);
  text.copy(bytes, HEADER_BYTES);
  bytes.writeUInt16BE(checksumOf(bytes), 1);
  return bytes.toString('base64url');
}

/**
 * What a cursor asks for; its own query and filters win over those beside it. A cursor of an earlier state of the catalog still
 * works, with a note. Throws `cursor_invalid` where it is not one of ours.
 */
export function readCursor(
  cursor: string,
  catalog: Catalog,
  { request: beside, limitGiven }: ListArguments,
): ListRequest {
  const bytes = decode(cursor);
  if (bytes === undefined) {
    throw new ToolError('cursor_invalid', 'This is not a cursor of list_endpoints.', {
      hint: 'Repeat the call with query or tag and without cursor.',
    });
  }
  const [query = '', tag = '', api = ''] = bytes.subarray(HEADER_BYTES).toString('utf8').split('\0');
  if (api !== '' && !catalog.apis.some(({ name }) => name === api)) {
    throw new ToolError('cursor_invalid', `This cursor reads on in the API ${api}, which is not loaded.`, {
      hint: 'Repeat the call without cursor.',
    });
  }
  const notes = [...beside.notes];
  if (beside.query !== undefined && beside.query !== query)
    notes.push(`note: cursor goes on with its own query ${JSON.stringify(query)}`);
  if (bytes.toString('hex', 3, 7) !== catalog.digest.slice(0, DIGEST_DIGITS))
    notes.push('note: the endpoints have changed since this cursor was given; some may be missing here');
  return {
    query: query === '' ? undefined : query,
    tag: tag === '' ? undefined : tag,
    api: api === '' ? undefined : api,
    offset: bytes.readUIntBE(7, 3),
    limit: limitGiven ? beside.limit : bytes.readUInt8(10),
    notes,
  };
}

function decode(cursor: string): Buffer | undefined {
  if (cursor.length > LONGEST_CURSOR || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length < HEADER_BYTES + 2 || bytes.readUInt8(0) !== VERSION) return undefined;
  const limit = bytes.readUInt8(10);
  const isOurs = bytes.readUInt16BE(1) === checksumOf(bytes) && limit >= 1 && limit <= MOST;
  // one spelling each: what is read must be what would be written
  return isOurs && bytes.toString('base64url') === cursor ? bytes : undefined;
}

/** FNV-1a over all but the checksum's own bytes, folded to 16 bits; a slip of the pen shows, more is not needed. */
function checksumOf(bytes: Buffer): number {
  let hash = 0x811c9dc5;
  for (const [at, byte] of bytes.entries()) if (at !== 1 && at !== 2) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash >>> 16) ^ hash) & 0xffff;
}
