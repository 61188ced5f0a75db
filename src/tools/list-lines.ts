import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { signatureOf } from '../catalog/signature.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens } from '../tokens.ts';

const LONGEST_ROUTE = 240;
const LONGEST_SUMMARY = 72;

/** `id  METHOD /path  summary`; what is said already is left out, deprecated ones are marked. */
export function endpointLine(endpoint: Endpoint, catalog: Catalog): string {
  const { method, path, deprecated } = endpoint;
  const id = toOneLine(catalog.idOf(endpoint), LONGEST_ROUTE);
  const route = toOneLine(`${method} ${path}`, LONGEST_ROUTE);
  const parts = id.endsWith(route) ? [id] : [id, route];
  const summary = summaryOf(endpoint);
  if (summary !== '') parts.push(summary);
  if (deprecated) parts.push('(deprecated)');
  return parts.join('  ');
}

/** The summary, unless id and path say as much. */
function summaryOf({ summary, description, operationId, path }: Endpoint): string {
  const text = toOneLine(summary === '' ? (description.split('\n')[0] ?? '') : summary, LONGEST_SUMMARY).replace(
    /\.$/,
    '',
  );
  const said = new Set(wordsOf(`${operationId ?? ''} ${path}`));
  const news = wordsOf(text).filter((word) => !said.has(word) && !EMPTY.has(word));
  return news.length === 0 ? '' : text;
}

const EMPTY: ReadonlySet<string> = new Set([
  'a',
  'an',
  'the',
  'of',
  'for',
  'to',
  'in',
  'on',
  'by',
  'with',
  'from',
  'and',
  'or',
  'all',
  'get',
  'list',
  'create',
  'update',
  'delete',
  'new',
  'this',
  'that',
  'given',
  'specified',
]);

function wordsOf(text: string): readonly string[] {
  const split = text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return split.filter((word) => word !== '').map((word) => word.replace(/(ies)$/, 'y').replace(/s$/, ''));
}

interface SignatureOptions {
  /** How many of the first lines may get one. */
  readonly most: number;
  /** Tokens for all of them together. */
  readonly budget: number;
}

/** The barest signature is worth less than the room it takes below this. */
const SMALLEST = 16;

/** The lines with call signatures under the first: the best hit may take half of what is left, each further one half of the rest. */
export function withSignatures(
  endpoints: readonly Endpoint[],
  lines: readonly string[],
  { most, budget }: SignatureOptions,
): readonly string[] {
  let left = budget;
  return lines.map((line, index) => {
    const endpoint = endpoints[index];
    const share = Math.min(MOST_TOKENS, Math.floor(index === lines.length - 1 ? left : left / 2));
    if (endpoint === undefined || index >= most || share < SMALLEST) return line;
    const signature = toOneLine(signatureOf(endpoint, { maxTokens: share - 2 }), 4000);
    if (signature === '') return line;
    left -= countTokens(`\n  ${signature}`);
    return `${line}\n  ${signature}`;
  });
}

const MOST_TOKENS = 300;
