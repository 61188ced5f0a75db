import type { HttpResponse } from '../http/http-response.ts';
import { toPlainText } from '../plain-text.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { fileNameFor } from './file-name.ts';
import type { Keep } from './kept-body.ts';
import { type MediaBlock, toMediaBlock } from './media-block.ts';
import type { NextPage, PageHints } from './next-page.ts';
import { pageBehind } from './page-after.ts';
import { type Content, readContent } from './read-content.ts';
import { type Refused, readRefusal } from './read-refusal.ts';
import { createRedact, type Redact } from './redact.ts';
import { pageNote, responseNotes } from './response-notes.ts';
import { selectFailure } from './select-failure.ts';
import { showJson, showText } from './show-body.ts';
import { shownHead } from './shown-head.ts';
import { statusLine, toSize } from './status-line.ts';

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
  /** What a caller can do about a refusal, one sentence each. */
  readonly hints?: (refused: Refused) => readonly string[] | Promise<readonly string[]>;
  /** Values that must not be shown. */
  readonly redact?: readonly string[];
  /** Keeps what a cut leaves out, for reading on. */
  readonly keep?: Keep;
  /** How the description says that pages follow each other. */
  readonly pageHints?: PageHints;
  /** The whole call for another page; undefined where the endpoint does not take these parameters. */
  readonly toCall?: (params: Readonly<Record<string, unknown>>) => string | undefined;
  /** What further pages were read, where the caller wanted some. */
  readonly read?: ReadPages | undefined;
  /** Saves a binary body in the folder of `--files` and gives its path there. */
  readonly save?: ((name: string, body: Uint8Array) => Promise<string>) | undefined;
}

/** Several pages that were read for one call, the first one's answer standing for all. */
export interface ReadPages {
  /** All of them as one. */
  readonly content: Content;
  readonly pages: number;
  readonly items: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** The one that comes next; undefined where there is none. */
  readonly more: NextPage | undefined;
}

/** Notes may not eat the answer. */
const SHARE_OF_NOTES = 0.4;
/** A proxy's error page says what it has to say in its first lines. */
const ERROR_PAGE = 300;

/** Status line, notes, body; never above the budget. Throws `select_invalid`. */
export async function toAnswer(given: HttpResponse, options: AnswerOptions): Promise<Answer> {
  const { budget, notes, hints, read, pageHints = {} } = options;
  const redact = createRedact(options.redact ?? []);
  const response = shownHead(given, redact);
  const content = read?.content ?? (await readContent(response));
  const value = content.kind === 'json' ? content.value : undefined;
  const { refused, note } = readRefusal(content, response, { redact, isJoined: read !== undefined });
  const next = read === undefined ? pageBehind(value, given, pageHints) : read.more;
  // an error has a shape of its own, and is what the caller must read
  const select = refused === undefined ? options.select : undefined;
  const told = await toBody(content, response, { ...options, select, redact });
  const said = [
    ...notes,
    ...told.notes,
    ...responseNotes(response),
    ...pageNote(next, options.toCall),
    ...(note === undefined ? [] : [note]),
    ...(refused === undefined ? [] : ((await hints?.(refused)) ?? [])),
  ];
  const first = headText([statusLine(response, read), ...said.map((note) => `note: ${note}`)].map(redact.text), budget);
  const text = await told.show(budget - countTokens(first) - 1);
  return { text: text === '' ? first : `${first}\n${text}`, isError: refused !== undefined, media: told.media };
}

function headText(lines: readonly string[], budget: number): string {
  return cutToTokens(lines.map(toPlainText).join('\n'), Math.floor(budget * SHARE_OF_NOTES));
}

interface Body {
  readonly notes: readonly string[];
  readonly media: readonly MediaBlock[];
  readonly show: (budget: number) => Promise<string>;
}

interface BodyOptions extends Pick<AnswerOptions, 'keep' | 'save'> {
  readonly select: string | undefined;
  readonly redact: Redact;
}

const NOTHING: Body = { notes: [], media: [], show: async () => '' };

async function toBody(
  content: Content,
  response: HttpResponse,
  { select, keep, save, redact }: BodyOptions,
): Promise<Body> {
  if (content.kind === 'empty') return NOTHING;
  if (content.kind === 'binary') return { ...NOTHING, ...(await toMedia(content.type, response, { save, redact })) };
  const notes = content.note === undefined ? [] : [content.note];
  if (content.kind === 'json') {
    const clean = redact.value(content.value);
    const show = (budget: number): Promise<string> =>
      showJson(clean, { budget, select, keep }).catch(async (error: unknown) => {
        throw await selectFailure(error, clean, { response, keep });
      });
    return { ...NOTHING, notes, show };
  }
  const isErrorPage = response.status >= 400 && /html/.test(response.headers.get('content-type') ?? '');
  const text = redact.text(content.text);
  return {
    ...NOTHING,
    notes: select === undefined ? notes : [...notes, 'select works on JSON bodies only'],
    show: (budget) => showText(text, { budget: isErrorPage ? Math.min(budget, ERROR_PAGE) : budget, keep }),
  };
}

async function toMedia(
  type: string,
  response: HttpResponse,
  { save, redact }: { readonly save: AnswerOptions['save']; readonly redact: Redact },
): Promise<Pick<Body, 'notes' | 'media'>> {
  const { body, bodyTruncated, headers, url } = response;
  if (redact.isIn(body)) return { notes: [`the ${type} holds a credential, so it is not shown`], media: [] };
  const block = toMediaBlock(type, response);
  if (block !== undefined && (block.kind !== 'resource' || save === undefined)) return { notes: [], media: [block] };
  if (bodyTruncated || save === undefined) return { notes: [unshown(type, body, bodyTruncated)], media: [] };
  const path = await save(fileNameFor(type, headers, url), body);
  return { notes: [`saved as ${JSON.stringify(path)} in the files folder`], media: [] };
}

function unshown(type: string, body: Uint8Array, isTruncated: boolean): string {
  if (isTruncated) return `${type} of more than the ${toSize(body.length)} that are read; it is not shown or saved`;
  const how = '; the operator names a folder for such bodies with --files';
  return `${type} of ${toSize(body.length)} is too large to be shown here${how}`;
}
