import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { signatureOf } from '../catalog/signature.ts';
import { toOneLine } from '../plain-text.ts';
import { tellsNews } from '../search/search.ts';
import { countTokens } from '../tokens.ts';

const LONGEST_ID = 1000;
const LONGEST_ROUTE = 1000;
const LONGEST_SUMMARY = 72;
/** Ten lines without signatures cost at most 320 tokens (DESIGN P3): a summary gets what id and route leave of this. */
const LINE_TOKENS = 30;
/** Less of a summary than this share says nothing. */
const LEAST_SHARE = 0.6;

/** `id  METHOD /path  summary` on one line; what is said already is left out, deprecated ones are marked. */
export function endpointLine(endpoint: Endpoint, catalog: Catalog): string {
  const { method, path, deprecated } = endpoint;
  const id = toOneLine(catalog.idOf(endpoint), LONGEST_ID);
  const route = `${method} ${path}`;
  const parts = id.endsWith(route) ? [id] : [id, toOneLine(route, LONGEST_ROUTE)];
  if (deprecated) parts.push('(deprecated)');
  const summary = newsIn(endpoint);
  if (summary === '') return parts.join('  ');
  const room = LINE_TOKENS - countTokens(parts.join('  '));
  return [...parts, cutToRoom(summary, room)].filter((part) => part !== '').join('  ');
}

/** The summary, or the first sentence of the description if it is short; empty where id and path say as much. */
function newsIn({ summary, beginning, operationId, method, path }: Endpoint): string {
  const text = summary === '' ? firstSentence(beginning) : toOneLine(summary, LONGEST_SUMMARY);
  return tellsNews(text, `${operationId ?? ''} ${method} ${path}`) ? text.replace(/\.$/, '') : '';
}

function firstSentence(description: string): string {
  const text = toOneLine(description.slice(0, 400).replace(/<[^<>]*>/g, ' '), LONGEST_SUMMARY * 2);
  const end = text.search(/[.!?](\s|$)/);
  const sentence = end > 0 ? text.slice(0, end) : text;
  return sentence.length <= LONGEST_SUMMARY ? sentence : '';
}

/** The beginning of a text on a word boundary, within some tokens; empty where too little would be left of it. */
function cutToRoom(text: string, room: number): string {
  if (countTokens(text) <= room) return text;
  const words = text.split(' ');
  for (let count = words.length - 1; count >= Math.max(3, words.length * LEAST_SHARE); count--) {
    const shorter = `${words
      .slice(0, count)
      .join(' ')
      .replace(/[,;:(-]+$/, '')}…`;
    if (countTokens(shorter) <= room) return shorter;
  }
  return '';
}

/** Tokens that the signature of the first, second, … hit may cost. */
const SIGNATURE_TOKENS: readonly number[] = [220, 110, 110, 60, 60];
/** A hit that stands out is shown whole, or nearly. */
const OUTSTANDING_TOKENS = 340;
/** The barest signature is worth less than the room it takes below this. */
const SMALLEST = 16;

export interface SignatureOptions {
  /** The first hit is better than the others by far. */
  readonly outstanding: boolean;
  /** Tokens for all signatures together. */
  readonly budget: number;
}

/** The lines, with call signatures indented under the first ones as far as the budget goes. */
export function withSignatures(
  endpoints: readonly Endpoint[],
  lines: readonly string[],
  { outstanding, budget }: SignatureOptions,
): readonly string[] {
  let left = budget;
  return lines.map((line, at) => {
    const endpoint = endpoints[at];
    const most = at === 0 && outstanding ? OUTSTANDING_TOKENS : (SIGNATURE_TOKENS[at] ?? 0);
    const share = Math.min(most, left);
    const signature = endpoint === undefined ? '' : signatureLine(endpoint, share);
    left -= countTokens(signature);
    return `${line}${signature}`;
  });
}

/** What comes below a hit, with the line break before it, within some tokens; empty where that is too little or nothing is to be said. */
export function signatureLine(endpoint: Endpoint, maxTokens: number): string {
  if (maxTokens < SMALLEST) return '';
  const signature = toOneLine(signatureOf(endpoint, { maxTokens: maxTokens - 2 }), LONGEST_SIGNATURE);
  return signature === '' || signature === '()' ? '' : `\n  ${signature}`;
}

const LONGEST_SIGNATURE = 4000;
