import { isInTag } from '../search/search.ts';
import { listEndpoints } from '../tools/list-endpoints.ts';
import { openApp } from './open-app.ts';
import { type SharedFlags, usageError } from './read-config.ts';
import type { Terminal } from './terminal.ts';

interface ListFlags extends SharedFlags {
  readonly tag?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly json?: boolean;
}

/** `trivium-mcp list`: prints what `list_endpoints` would answer, or with `--json` every hit. */
export async function list(
  spec: string,
  query: readonly string[],
  flags: ListFlags,
  terminal: Terminal,
): Promise<void> {
  if (flags.limit !== undefined && !/^[1-9]\d{0,5}$/.test(flags.limit))
    throw usageError(`--limit takes a number from 1, got ${flags.limit}`);
  const { app, loaded } = await openApp(spec, flags, terminal);
  const { catalog, search } = loaded;
  const { tag, limit, cursor } = flags;
  if (flags.json === true) {
    const filter = tag === undefined ? {} : { tag };
    const tagged =
      tag === undefined ? catalog.endpoints : catalog.endpoints.filter((endpoint) => isInTag(endpoint, tag));
    const found = query.length > 0 ? await search.search(query.join(' '), filter) : undefined;
    const hits = found?.map(({ endpoint }) => endpoint) ?? tagged;
    const rows = hits.slice(0, limit === undefined ? undefined : Number(limit)).map((endpoint) => ({
      id: catalog.idOf(endpoint),
      method: endpoint.method,
      path: endpoint.path,
      summary: endpoint.summary,
      tags: endpoint.tags,
      deprecated: endpoint.deprecated,
    }));
    terminal.print(JSON.stringify(rows, null, 2));
    return;
  }
  const args = { query: query.length > 0 ? query.join(' ') : undefined, tag, limit, cursor };
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  terminal.print(await listEndpoints(given, { catalog, search, budget: app.budgets.list }));
}
