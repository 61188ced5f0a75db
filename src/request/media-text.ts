import { toJson, toText } from './json-value.ts';
import { kindOf } from './media-type.ts';

/** A parameter's or part's value as text of its own media type (OpenAPI `content`): JSON where that is said, else plain text. */
export function toMediaText(contentType: string, value: unknown): string {
  return kindOf(contentType) === 'json' ? toJson(value) : toText(value);
}
