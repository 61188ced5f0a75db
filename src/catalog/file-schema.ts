import type { Schema } from './schema.ts';

/** Whether values of the schema are files: bytes that no JSON string holds (3.0 `format: binary`; OpenAPI 3.1 §4.8.14.4, "Considerations for File Uploads"). */
export function isFile({ format, contentMediaType, contentEncoding, types }: Schema): boolean {
  if (format === 'binary') return true;
  return contentMediaType !== undefined && contentEncoding === undefined && types.length === 0;
}
