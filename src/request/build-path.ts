import type { Parameter } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toMediaText } from './media-text.ts';
import { hasDotSegment } from './path-value.ts';
import { encodeReservedInPath, percentEncode } from './percent-encode.ts';
import { rowFor, serialize, type ToText } from './serialize.ts';

/** A path as the description writes it, cut into literal text (encoded) and parameters. */
export interface PathTemplate {
  readonly path: readonly (string | Parameter)[];
  /** A query that the description keeps in its path: `/?Action=ListUsers`. Descriptions of AWS do. */
  readonly query: readonly (string | Parameter)[];
}

/** Cuts `template` at its `{expressions}`; what stands behind a `#` only tells operations apart and is never sent (RFC 3986 §3.5). */
export function parseTemplate(template: string, parameters: readonly Parameter[]): PathTemplate {
  const inPath = new Map(parameters.filter((each) => each.in === 'path').map((each) => [each.name, each]));
  const path: (string | Parameter)[] = [];
  const query: (string | Parameter)[] = [];
  let part: 'path' | 'query' | 'fragment' = 'path';
  for (const [index, piece] of template.split(/\{([^{}]+)\}/).entries()) {
    if (index % 2 === 1) {
      const parameter = inPath.get(piece) ?? `{${piece}}`;
      if (part !== 'fragment') (part === 'path' ? path : query).push(parameter);
      continue;
    }
    const [beforeHash = '', ...afterHash] = part === 'fragment' ? [''] : piece.split('#');
    const mark = part === 'path' ? beforeHash.indexOf('?') : -1;
    if (part === 'path') path.push(encodeLiteral(mark < 0 ? beforeHash : beforeHash.slice(0, mark)));
    if (mark >= 0) part = 'query';
    if (part === 'query') query.push(encodeLiteral(beforeHash.slice(mark + 1)).replaceAll("'", '%27'));
    if (afterHash.length > 0) part = 'fragment';
  }
  return { path, query };
}

/** The pieces with each parameter's value, encoded on its own, in place. Values have passed `pathValueFault`. */
export function fillTemplate(
  pieces: readonly (string | Parameter)[],
  valueFor: (parameter: Parameter) => unknown,
): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : toPathText(piece, valueFor(piece)))).join('');
}

/** One path value in its wire form. */
export function toPathText(parameter: Parameter, value: unknown): string {
  const { name, style, explode, allowReserved, contentType } = parameter;
  if (contentType !== undefined) return percentEncode(toMediaText(contentType, value));
  const encode = allowReserved ? encodeReservedInPath : percentEncode;
  return rowFor<ToText>(serialize.path, style, serialize.path.simple)(name, value, { explode, encode });
}

/**
 * The URL `base` + `path` + `query`, all encoded. Parsed again and compared, so that no value and no template can lead
 * anywhere but below the base; throws `target_refused` where it would.
 */
export function buildUrl(baseUrl: string, path: string, query: string): string {
  const { origin, prefix } = baseOf(baseUrl);
  const text = `${origin}${prefix}${path}${query === '' ? '' : `?${query}`}`;
  if (!path.startsWith('/') || path.split('/').some(hasDotSegment) || !isKept(text, origin, prefix + path)) {
    throw new ToolError('target_refused', 'The path of this request would not stay where the description puts it.');
  }
  return text;
}

function isKept(text: string, origin: string, pathname: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.href === text && url.origin === origin && url.pathname === pathname && url.hash === '';
}

/** The base last used; an API has one. */
let base = { url: '', origin: '', prefix: '' };

function baseOf(baseUrl: string): { readonly origin: string; readonly prefix: string } {
  if (base.url !== baseUrl) {
    const { origin, pathname } = new URL(baseUrl);
    base = { url: baseUrl, origin, prefix: pathname.replace(/\/+$/, '') };
  }
  return base;
}

/** Path and query characters of RFC 3986 §3.3 and existing percent-encoded triples stay, everything else is encoded. */
function encodeLiteral(text: string): string {
  return text.replace(/%[0-9a-fA-F]{2}|[^A-Za-z0-9_\-.~!$&'()*+,;=:@/?]/gu, (piece) =>
    piece.length === 3 && piece.startsWith('%') ? piece : percentEncode(piece),
  );
}
