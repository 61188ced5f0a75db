import type { Catalog, Found } from '../catalog/catalog.ts';
import { ToolError } from '../errors.ts';
import type { App, Loaded } from './app.ts';

/** The API that a reference like `shop:orders/list` names, where such an API is loaded; nothing else needs to wait for the others. */
export function apisNamedIn(reference: string, app: App): readonly string[] | undefined {
  const prefix = reference.slice(0, Math.max(0, reference.indexOf(':')));
  return app.apiNames.includes(prefix) ? [prefix] : undefined;
}

/** A reference with a query behind its path, as a next-page link has it: the route, and the pairs as parameters. */
export function splitQuery(reference: string): {
  readonly route: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
} {
  const [, route, text] =
    /^([A-Za-z]+\s+\/[^?#]*|\/[^?#]*|(?:[A-Za-z]+\s+)?https?:\/\/[^?#]*)\?([^#]*)$/.exec(reference.trim()) ?? [];
  if (route === undefined || text === undefined) return { route: reference, query: {} };
  const pairs = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) pairs.set(name, [...(pairs.get(name) ?? []), value]);
  return {
    route,
    query: Object.fromEntries(
      [...pairs].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
    ),
  };
}

/** The endpoint a model means. Throws `endpoint_unknown` with the closest ids. */
export function findEndpoint(reference: string, { catalog, failures }: Loaded): Found & { kind: 'found' } {
  const found = catalog.find(reference);
  if (found.kind === 'found') return found;
  const shown = JSON.stringify(reference.slice(0, 120));
  if (found.kind === 'ambiguous') {
    throw new ToolError('endpoint_unknown', `${shown} fits several endpoints:`, {
      details: found.candidates.slice(0, 10).map((endpoint) => lineOf(endpoint, catalog)),
      hint: 'Use one of these ids.',
    });
  }
  const missing = [...failures.keys()].map((name) => `The API ${name} could not be loaded; its endpoints are missing.`);
  const closest = found.closest.slice(0, 5).map((endpoint) => lineOf(endpoint, catalog));
  throw new ToolError('endpoint_unknown', `There is no endpoint ${shown}.${closest.length > 0 ? ' Closest:' : ''}`, {
    details: closest,
    hint: [...missing, 'list_endpoints with a query finds others.'].join(' '),
  });
}

function lineOf(endpoint: Catalog['endpoints'][number], catalog: Catalog): string {
  const id = catalog.idOf(endpoint);
  const route = `${endpoint.method} ${endpoint.path}`;
  return id.endsWith(route) ? id : `${id}  ${route}`;
}
