import { countTokens } from '../tokens.ts';
import { answerShape } from './answer-shape.ts';
import { byScore } from './brief-type.ts';
import type { Endpoint } from './endpoint.ts';
import { paginationOf } from './pagination.ts';
import { type InputText, type SignatureInputs, signatureInputs } from './signature-inputs.ts';

/** Values of an enum, and members of an object, that are named; 0 leaves types out. From the fullest to the barest. */
const DETAILS: readonly { readonly detail: number; readonly share: number }[] = [
  { detail: 8, share: 0.5 },
  { detail: 4, share: 0.6 },
  { detail: 2, share: 1 },
  { detail: 0, share: 1 },
];
/** Fields of the answer that are named. */
const FIELDS: readonly number[] = [16, 12, 10, 8, 6, 4, 2];
/** What the answer may take of the room that required inputs leave; of a change it is mostly what was sent. */
const ANSWER_SHARE = { read: 0.5, change: 0.35 } as const;
/** Optional inputs that are named. */
const MOST_OPTIONAL = 40;

/**
 * One line to call an endpoint by: `(owner: string, state?: "open"|"closed") body {title: string, …} → [{number, title, …}]`.
 * Required inputs are in it, then of optional ones and of the answer's fields the most telling that fit. Empty where not even
 * the names of what is required fit `maxTokens`.
 */
export function signatureOf(endpoint: Endpoint, { maxTokens }: { readonly maxTokens: number }): string {
  for (const { detail, share } of DETAILS) {
    const inputs = signatureInputs(endpoint, { detail, costly: maxTokens * COSTLY });
    const least = inputs.write(new Set());
    if (countTokens(least) <= maxTokens * share) return filled(endpoint, inputs, maxTokens);
  }
  return '';
}

/** An optional input that takes a larger share is named with less of its type. */
const COSTLY = 0.2;

function isRead({ method }: Endpoint): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'QUERY';
}

function filled(endpoint: Endpoint, inputs: SignatureInputs, maxTokens: number): string {
  const room = maxTokens - countTokens(inputs.write(new Set()));
  const first = answerText(endpoint, room * (isRead(endpoint) ? ANSWER_SHARE.read : ANSWER_SHARE.change));
  const chosen = choose(inputs.optional, room - first.cost);
  for (;;) {
    const head = inputs.write(new Set(chosen));
    const { text } = answerText(endpoint, maxTokens - countTokens(head));
    const whole = head + text;
    if (countTokens(whole) <= maxTokens) return whole;
    // the sum of the parts was an estimate
    if (chosen.pop() === undefined) return head;
  }
}

/** As many as there is room for, the likeliest first; what hardly anybody sends only where that completes the list, or there is nothing else. */
function choose(optional: readonly InputText[], room: number): InputText[] {
  const all = byScore(optional).slice(0, MOST_OPTIONAL);
  const chosen: InputText[] = [];
  let left = room - (all.length < optional.length ? REST : 0);
  for (const input of all) {
    if (left < LEAST) break;
    const { cost } = input.written();
    if (cost > left) continue;
    left -= cost;
    chosen.push(input);
  }
  const likely = chosen.filter(({ score }) => score >= 0);
  return likely.length === 0 || chosen.length === optional.length ? chosen : likely;
}

/** No optional input costs less. */
const LEAST = 3;
/** Tokens of the `, …` that stands for what is left out. */
const REST = 2;

/** ` → {number, title, …}`, for models that would guess the shape. */
function answerText(endpoint: Endpoint, room: number): { readonly text: string; readonly cost: number } {
  const paged = paginationOf(endpoint) === undefined ? '' : ', paged';
  for (const fields of FIELDS) {
    const shape = answerShape(endpoint, fields);
    if (shape === '') break;
    const text = ` → ${shape}${paged}`;
    const cost = countTokens(text);
    if (cost <= room) return { text, cost };
  }
  return { text: '', cost: 0 };
}
