import type { Found } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';

const MOST_DROPPED = 3;

/** The endpoints whose path is the end of a wrong one (`/api/v2/pets/7`), those of its method first; also those of other methods. */
export function nearRoutes(text: string, find: (route: string) => Found | undefined): readonly Endpoint[] {
  const [, method = '', path] = /^(?:(\S+)\s+)?(?:https?:\/\/[^/\s]+)?\/(\S+)$/i.exec(text) ?? [];
  if (path === undefined) return [];
  const segments = path.split('/');
  for (let dropped = 0; dropped <= Math.min(MOST_DROPPED, segments.length - 1); dropped++) {
    const rest = `/${segments.slice(dropped).join('/')}`;
    const routes = [...(method === '' ? [] : [`${method} ${rest}`]), rest];
    const found = [...new Set(routes.flatMap((route) => endpointsOf(find(route))))];
    if (found.length > 0) return found;
  }
  return [];
}

function endpointsOf(found: Found | undefined): readonly Endpoint[] {
  if (found?.kind === 'found') return [found.endpoint];
  return found?.kind === 'ambiguous' ? found.candidates : [];
}
