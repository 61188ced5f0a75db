import type { Catalog } from '../catalog/catalog.ts';
import { closest } from '../suggest.ts';
import { invalidArguments, unknownName } from './check-tool-arguments.ts';

/** What a call of `list_endpoints` asks for, defaults filled in. */
export interface ListRequest {
  readonly query: string | undefined;
  readonly api: string | undefined;
  readonly tag: string | undefined;
  readonly limit: number;
  /** Hits already seen. */
  readonly offset: number;
  readonly cursor: string | undefined;
}

const KINDS = { query: 'string', api: 'string', tag: 'string', limit: 'any', cursor: 'string' } as const;
const DEFAULT_LIMIT = 10;
const MOST = 50;

/** The arguments as a model sent them; throws `arguments_invalid` naming all problems. */
export function readListArguments(args: Readonly<Record<string, unknown>>, catalog: Catalog): ListRequest {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    if (!Object.hasOwn(KINDS, name)) problems.push(unknownName(name, KINDS));
    else if (name !== 'limit' && value !== undefined && value !== null && typeof value !== 'string') {
      problems.push(`${name} must be a string, got ${JSON.stringify(value)?.slice(0, 80)}`);
    }
  }
  const limit = readLimit(args.limit);
  if (limit === undefined)
    problems.push(`limit must be a number from 1 to ${MOST}, got ${JSON.stringify(args.limit)?.slice(0, 80)}`);
  const api = textOf(args.api);
  const names = catalog.apis.map(({ name }) => name);
  if (api !== undefined && !names.includes(api)) {
    const near = closest(api, names, 3);
    problems.push(
      `api ${JSON.stringify(api.slice(0, 80))} is not loaded; there is ${(near.length > 0 ? near : names.slice(0, 10)).join(', ')}`,
    );
  }
  if (problems.length > 0) throw invalidArguments(problems);
  return {
    query: textOf(args.query),
    api,
    tag: textOf(args.tag),
    limit: limit ?? DEFAULT_LIMIT,
    offset: 0,
    cursor: textOf(args.cursor),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Above the limit means as many as possible. */
function readLimit(value: unknown): number | undefined {
  if (value === undefined || value === null) return DEFAULT_LIMIT;
  const limit = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  return typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 ? Math.min(limit, MOST) : undefined;
}
