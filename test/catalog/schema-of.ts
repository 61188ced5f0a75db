import { openSchema, type Schema } from '../../src/catalog/schema.ts';
import { memberOf } from '../../src/spec/document.ts';
import { createDocument } from '../../src/spec/resolve.ts';

/** The Schema a node describes, references into `components.schemas` included; `openapi` 3.1 unless said. */
export function schemaOf(
  node: unknown,
  schemas: Readonly<Record<string, unknown>> = {},
  { openapi = '3.1.0', resources }: { openapi?: string; resources?: ReadonlyMap<string, unknown> } = {},
): Schema {
  const root = { openapi, info: { title: 'T', version: '1' }, paths: {}, components: { schemas }, node };
  const document = createDocument({
    uri: 'file:///spec/openapi.json',
    root,
    ...(resources === undefined ? {} : { resources }),
  });
  return openSchema(document, memberOf(document.root, 'node'));
}
