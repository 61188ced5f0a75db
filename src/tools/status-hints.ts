import type { Endpoint } from '../catalog/endpoint.ts';
import type { App } from './app.ts';

/** What a caller can do about a status that the description and the configuration explain. */
export function hintsFor(status: number, endpoint: Endpoint, app: App): readonly string[] {
  if (status === 401 || status === 403) return app.credentialsOf(endpoint);
  return [];
}
