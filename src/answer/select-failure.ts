import { ToolError } from '../errors.ts';
import type { HttpResponse } from '../http/http-response.ts';
import { type Keep, keptBody } from './kept-body.ts';
import { statusText } from './status-line.ts';
import { toJson } from './to-json.ts';

const LARGEST_KEPT = 20_000_000;

/** A select that failed on an answer that came: the call was made, and another select can pick from the same answer. */
export async function selectFailure(
  error: unknown,
  value: unknown,
  { response, keep }: { readonly response: HttpResponse; readonly keep: Keep | undefined },
): Promise<unknown> {
  if (!(error instanceof ToolError) || error.code !== 'select_invalid') return error;
  const json = keep === undefined ? undefined : toJson(value, LARGEST_KEPT);
  const cursor = json === undefined ? undefined : await keep?.(keptBody(json, []));
  const again =
    cursor === undefined ? '' : ` Instead of calling again: cursor ${JSON.stringify(cursor)} with another select.`;
  return new ToolError('select_invalid', `The call was made (${statusText(response)}), but ${error.message}`, {
    hint: `${error.hint ?? ''}${again}`,
    cause: error.cause,
  });
}
