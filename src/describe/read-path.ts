import { toJsonText } from '../catalog/expand-path.ts';
import { ToolError } from '../errors.ts';

/** One step of a path into a description. */
export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'items'; readonly index: number | undefined }
  | { readonly kind: 'values'; readonly index: number }
  | { readonly kind: 'arm'; readonly index: number }
  | { readonly kind: 'skip'; readonly count: number }
  | { readonly kind: 'skipArms'; readonly count: number };

export interface Path {
  /** `params`, `body`, `response` or a status. */
  readonly root: string;
  /** The media type in brackets: `body(multipart/form-data)`. */
  readonly media: string | undefined;
  readonly steps: readonly Step[];
}

/** The text is longer than any path that is proposed. */
const LONGEST_PATH = 2000;

const ROOT = /^([a-z0-9]+)(?:\(([^()]*)\))?/i;
const STEP =
  /\.?"((?:[^"\\]|\\.)*)"|\.\+(\d{1,9})|\[(\d{0,9})\]|\{(\d{0,9})\}|\|\+(\d{1,9})|\|(\d{1,9})|\.([^.[\]{}|"+][^.[\]{}|"]*)/gy;

/**
 * `body.items[]."a.b"|2.+40` in parts: `.name` or `."quoted"` a member, `[]` the items and `[0]` one of a tuple, `{}` the values
 * of a map (`{2}` of its second pattern), `|2` an alternative; at the end `.+40` passes over what was shown, `|+6` over alternatives.
 * Throws `expand_unknown` for what is no such path.
 */
export function readPath(text: string): Path {
  const [start = '', root = '', media] = text.length > LONGEST_PATH ? [] : (ROOT.exec(text) ?? []);
  const rest = text.slice(start.length);
  const steps: Step[] = [];
  let end = 0;
  for (const match of rest.matchAll(STEP)) {
    steps.push(stepOf(match));
    end += match[0].length;
  }
  if (root === '' || end < rest.length)
    throw new ToolError('expand_unknown', `${toJsonText(text.slice(0, 200))} is not a path.`, { hint: GRAMMAR });
  return { root, media, steps };
}

function stepOf([, quoted, skip, item, value, skipArms, arm, plain]: readonly (string | undefined)[]): Step {
  if (quoted !== undefined) return { kind: 'member', name: unquoted(quoted) };
  if (skip !== undefined) return { kind: 'skip', count: Number(skip) };
  if (item !== undefined) return { kind: 'items', index: item === '' ? undefined : Number(item) };
  if (value !== undefined) return { kind: 'values', index: value === '' ? 1 : Number(value) };
  if (skipArms !== undefined) return { kind: 'skipArms', count: Number(skipArms) };
  if (arm !== undefined) return { kind: 'arm', index: Number(arm) };
  return { kind: 'member', name: plain ?? '' };
}

/** What stands between quotes, read as JSON; as it is where it is no JSON. */
export function unquoted(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

export const GRAMMAR =
  'Paths look like body.items[].price, params.filter, response.owner or body."a.b"; schema gives the JSON Schema of the request.';
