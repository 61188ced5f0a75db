import type { Refused } from '../answer/read-refusal.ts';
import { toOneLine } from '../plain-text.ts';
import type { SentCall } from './sent-call.ts';

const MOST_TYPES = 8;
const LONGEST = 120;

/** For 415: the media types of the body, and which was sent. */
export function bodyTypeHints({ headers }: Refused, { endpoint, request }: SentCall): readonly string[] {
  const types = endpoint.body?.media.map(({ type }) => type) ?? [];
  // RFC 7694 §3, RFC 5789 §3.1, LDP §7.1
  const accepted = headers.get('accept') ?? headers.get('accept-patch') ?? headers.get('accept-post');
  const takes = accepted === undefined ? [] : [`the server takes ${toOneLine(accepted, LONGEST)}`];
  return [...takes, ...choice(types, 'params["Content-Type"]', sentAs(request.headers, 'content-type'))];
}

/** For 406: the media types of the answers, and which were asked for. */
export function answerTypeHints({ endpoint, request }: SentCall): readonly string[] {
  const types = endpoint.responses.flatMap(({ media }) => media.map(({ type }) => type));
  return choice([...new Set(types)], 'params.Accept', sentAs(request.headers, 'accept'));
}

function sentAs(headers: SentCall['request']['headers'], wanted: string): string | undefined {
  return headers.find(([name]) => name === wanted)?.[1];
}

function choice(types: readonly string[], how: string, sent: string | undefined): readonly string[] {
  const was = sent === undefined ? '' : `; sent ${toOneLine(sent, LONGEST)}`;
  if (types.length < 2) return types.length === 0 ? [] : [`the description has only ${shown(types)}${was}`];
  return [`${how} chooses: ${shown(types)}${was}`];
}

function shown(types: readonly string[]): string {
  const more = types.length > MOST_TYPES ? ', …' : '';
  return `${types
    .slice(0, MOST_TYPES)
    .map((type) => toOneLine(type, 80))
    .join(', ')}${more}`;
}
