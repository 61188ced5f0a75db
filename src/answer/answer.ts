import type { HttpResponse } from '../http/http-response.ts';
import { toPlainText } from '../plain-text.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { cutToBudget } from './cut.ts';
import { toJson } from './json.ts';
import { proposeSelect } from './propose-select.ts';
import { type Content, readContent } from './read-content.ts';
import { redact, redactValue } from './redact.ts';
import { responseNotes } from './response-notes.ts';
import { selectFrom } from './select.ts';
import { shapeOf } from './shape.ts';
import { statusLine, toSize } from './status-line.ts';

export interface MediaBlock {
  readonly kind: 'image' | 'audio' | 'resource';
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

/** What the model reads of a response: one text, and media blocks where the body is one. */
export interface Answer {
  readonly text: string;
  readonly isError: boolean;
  readonly media: readonly MediaBlock[];
}

export interface AnswerOptions {
  /** JMESPath over the JSON body, before anything is cut. */
  readonly select?: string;
  /** Tokens the text may cost. */
  readonly budget: number;
  /** What was corrected or should be known, one sentence each. */
  readonly notes: readonly string[];
  /** What a caller can do about a status, one sentence each. */
  readonly hints?: (status: number) => readonly string[];
  /** Values that must not be shown. */
  readonly redact?: readonly string[];
}

/** Media larger than this is named, not sent: the answer must stay far below what clients read at once. */
const LARGEST_MEDIA = 512 * 1024;
/** Notes may not eat the answer. */
const SHARE_OF_NOTES = 0.4;

/** Status line, notes, body; never above the budget. Throws `select_invalid`. */
export async function toAnswer(response: HttpResponse, options: AnswerOptions): Promise<Answer> {
  const { budget, notes, hints, redact: secrets = [] } = options;
  const isError = response.status >= 400;
  const content = await readContent(response);
  const hinted = isError ? (hints?.(response.status) ?? []) : [];
  const said = [...notes, ...responseNotes(response), ...hinted];
  const head = toPlainText(redact(statusLine(response), secrets));
  const first = headText(
    head,
    said.map((note) => redact(note, secrets)),
    Math.floor(budget * SHARE_OF_NOTES),
  );
  const { text, media } = await toBody(content, response, {
    ...options,
    redact: secrets,
    budget: budget - countTokens(first) - 1,
  });
  return { text: text === '' ? first : `${first}\n${text}`, isError, media };
}

function headText(head: string, notes: readonly string[], budget: number): string {
  return cutToTokens([head, ...notes.map((note) => `note: ${toPlainText(note)}`)].join('\n'), budget);
}

interface BodyOptions extends AnswerOptions {
  readonly redact: readonly string[];
}

async function toBody(
  content: Content,
  response: HttpResponse,
  options: BodyOptions,
): Promise<{ text: string; media: readonly MediaBlock[] }> {
  if (content.kind === 'empty') return { text: '', media: [] };
  if (content.kind === 'binary') return toMedia(content.type, response);
  const note = content.note === undefined ? '' : `note: ${content.note}\n`;
  if (content.kind === 'text')
    return {
      text: note + textBody(content.text, { ...options, budget: options.budget - countTokens(note) }),
      media: [],
    };
  return {
    text: note + (await jsonBody(content.value, { ...options, budget: options.budget - countTokens(note) })),
    media: [],
  };
}

function toMedia(type: string, { body, bodyTruncated }: HttpResponse): { text: string; media: readonly MediaBlock[] } {
  if (body.length > LARGEST_MEDIA || bodyTruncated)
    return { text: `note: ${type} of ${toSize(body.length)} is too large to be shown here`, media: [] };
  const data = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  const kind = /^image\/(png|jpeg|gif|webp)$/.test(type) ? 'image' : /^audio\//.test(type) ? 'audio' : 'resource';
  return { text: '', media: [{ kind, mimeType: type, data }] };
}

function textBody(text: string, { budget, select, redact: secrets }: BodyOptions): string {
  const plain = toPlainText(redact(text, secrets));
  const ignored = select === undefined ? '' : 'note: select works on JSON bodies only\n';
  if (plain.length <= budget * 12 && countTokens(ignored + plain) <= budget) return ignored + plain;
  const note = `\nnote: cut; the text has ${plain.length} characters`;
  return `${ignored}${cutToTokens(plain, budget - countTokens(ignored + note))}${note}`;
}

/** Room for the note that says what was cut. */
const CUT_NOTE_TOKENS = 160;

async function jsonBody(value: unknown, { budget, select, redact: secrets }: BodyOptions): Promise<string> {
  const clean = secrets.length === 0 ? value : redactValue(value, secrets);
  const selected = select === undefined ? clean : await selectFrom(clean, select);
  if (select !== undefined && isNothing(selected) && !isNothing(clean)) {
    const shape = cutToTokens(toPlainText(shapeOf(clean)), Math.floor(budget / 2));
    return `${toJson(selected)}\nnote: select matched nothing; the body has the shape ${shape}`;
  }
  const whole = cutToBudget(selected, budget);
  if (whole.missing.length === 0) return safeJson(whole.json, budget);
  const { json, missing } = cutToBudget(selected, Math.max(20, budget - CUT_NOTE_TOKENS));
  const proposal = proposeSelect(selected, budget);
  const fits = proposal === undefined || select !== undefined ? '' : `; would fit: select ${JSON.stringify(proposal)}`;
  const left = missing.slice(0, 4).join(', ') + (missing.length > 4 ? ', …' : '');
  const note = cutToTokens(toPlainText(`note: cut to the budget: ${left}${fits}`), CUT_NOTE_TOKENS);
  return `${note}\n${safeJson(json, budget)}`;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** Unseen characters inside JSON strings, escaped as JSON escapes them, so that the text stays JSON. */
function safeJson(json: string, budget: number): string {
  const safe = json.replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  if (safe.length === json.length || countTokens(safe) <= budget) return safe;
  return toJson(json.replace(UNSEEN, '').slice(0, budget));
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u17b4\u17b5\u2028\u2029\u{e0000}-\u{e0fff}]/gu;
