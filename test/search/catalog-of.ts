import { createApi } from '../../src/catalog/api.ts';
import { type Catalog, createCatalog } from '../../src/catalog/catalog.ts';
import { createDocument } from '../../src/spec/resolve.ts';

export type Operations = Readonly<Record<string, object>>;

/** A catalog of operations by route, `{ 'GET /pets': { operationId: 'listPets' } }`; one API for each argument. */
export function catalogOf(
  ...apis: readonly { readonly name: string; readonly title?: string; readonly operations: Operations }[]
): Catalog {
  return createCatalog(
    apis.map(({ name, title = name, operations }) => createApi(documentOf(title, operations), { name })),
  );
}

/** The catalog of one API called `test`. */
export function catalogOfOne(operations: Operations): Catalog {
  return catalogOf({ name: 'test', operations });
}

/** The catalog of a parsed description. */
export function catalogOfRoot(root: unknown, name: string): Catalog {
  return createCatalog([createApi(createDocument({ uri: 'file:///spec.json', root }), { name })]);
}

function documentOf(title: string, operations: Operations): ReturnType<typeof createDocument> {
  const paths = new Map<string, Map<string, object>>();
  for (const [route, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = route.split(' ');
    const item = paths.get(path) ?? new Map<string, object>();
    item.set(method.toLowerCase(), { responses: {}, ...operation });
    paths.set(path, item);
  }
  const plain = Object.fromEntries([...paths].map(([path, item]) => [path, Object.fromEntries(item)]));
  return createDocument({
    uri: 'file:///spec.json',
    root: { openapi: '3.1.0', info: { title, version: '1' }, paths: plain },
  });
}
