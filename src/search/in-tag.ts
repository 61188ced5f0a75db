import type { Endpoint } from '../catalog/endpoint.ts';

/** Stands for the endpoints that have no tag, where others do. */
export const UNTAGGED = 'untagged';

/** Whether an endpoint belongs to a tag; one that begins with `/` means the endpoints below that path. */
export function isInTag(endpoint: Endpoint, tag: string): boolean {
  if (endpoint.tags.includes(tag)) return true;
  if (tag.startsWith('/'))
    return endpoint.path === tag || endpoint.path.startsWith(tag.endsWith('/') ? tag : `${tag}/`);
  return tag === UNTAGGED && endpoint.tags.length === 0;
}
