import type { Api } from '../catalog/api.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { toCursor } from './list-cursor.ts';
import type { ListContext } from './list-endpoints.ts';
import type { ListRequest } from './list-request.ts';

interface Group {
  readonly name: string;
  readonly count: number;
}

/** What there is, without a query: each API with its size and its tags with counts, the fullest first; read on with the cursor. */
export function mapText(request: ListRequest, { catalog, budget }: ListContext): string {
  const apis = catalog.apis.filter(({ name }) => request.api === undefined || name === request.api);
  const [only] = apis;
  if (apis.length === 0 || only === undefined) return 'No API is loaded.';
  if (apis.length === 1) return oneApi(only, request, { catalog, budget });
  return manyApis(apis, request, { catalog, budget });
}

type MapContext = Pick<ListContext, 'catalog' | 'budget'>;
const CLOSING = 'Narrow with query or tag.';

function oneApi(api: Api, request: ListRequest, { catalog, budget }: MapContext): string {
  const groups = groupsOf(api.endpoints);
  const head = `${toOneLine(api.title === '' ? api.name : api.title, 120)}: ${api.endpoints.length} endpoints. Tags with counts:`;
  const names = groups.map(({ name, count }) => `${toOneLine(name, 80)} ${count}`);
  return listed(names, { head, separator: ', ', request, catalog, budget });
}

function manyApis(apis: readonly Api[], request: ListRequest, { catalog, budget }: MapContext): string {
  const total = apis.reduce((sum, { endpoints }) => sum + endpoints.length, 0);
  const lines = apis.map(({ name, title, endpoints }) => {
    const tags = groupsOf(endpoints)
      .slice(0, 5)
      .map((group) => toOneLine(group.name, 40));
    return `${name} ${endpoints.length}: ${toOneLine(title, 60)}${tags.length > 0 ? ` (${tags.join(', ')}${tags.length === 5 ? ', …' : ''})` : ''}`;
  });
  return listed(lines, { head: `${apis.length} APIs, ${total} endpoints:`, separator: '\n', request, catalog, budget });
}

interface Listing extends MapContext {
  readonly head: string;
  readonly separator: string;
  readonly request: ListRequest;
}

/** As many names as fit, then how to get the rest. */
function listed(names: readonly string[], { head, separator, request, catalog, budget }: Listing): string {
  const { offset } = request;
  const shown: string[] = [];
  let left = budget - countTokens(`${head}\n${CLOSING}`) - 60;
  for (const name of names.slice(offset)) {
    left -= countTokens(name + separator);
    if (left < 0) break;
    shown.push(name);
  }
  const more = names.length - offset - shown.length;
  const cursor =
    more > 0 && shown.length > 0
      ? [`${more} more: cursor ${JSON.stringify(toCursor({ ...request, offset: offset + shown.length }, catalog))}`]
      : [];
  return cutToTokens([head, shown.join(separator), ...cursor, CLOSING].join('\n'), budget);
}

/** Endpoints by tag; those without one by the first segment of their path. A group's name works as `tag`. */
function groupsOf(endpoints: readonly Endpoint[]): readonly Group[] {
  const counts = new Map<string, number>();
  for (const { tags, path } of endpoints) {
    const names = tags.length > 0 ? tags : [firstSegment(path)];
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** `/orders` of `/orders/{id}`; versions and variables say nothing and are passed over. */
function firstSegment(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const telling = segments.findIndex(
    (segment) => !/^(api|rest|v?\d+(\.\d+)*)$/i.test(segment) && !segment.includes('{'),
  );
  return `/${segments.slice(0, Math.max(0, telling) + 1).join('/')}`;
}
