import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens } from '../tokens.ts';
import { cutToBudget, wholeJson } from './cut.ts';
import { type Keep, type KeptBody, NO_MORE, withPage } from './kept-body.ts';
import { toName } from './left-out.ts';
import { jsonParserFor } from './parse-json.ts';
import { type Remain, remainsOf, remainText, valueAt } from './remains.ts';
import { showJson } from './show-body.ts';

export interface ReadOnOptions {
  readonly budget: number;
  /** JMESPath over the kept body, instead of reading on. */
  readonly select?: string;
  /** Keeps the same body with one more page. */
  readonly keep: Keep;
  /** Keeps another body: what `select` picks and does not fit. */
  readonly keepNew: Keep;
}

const HEAD = 'from the kept answer, nothing sent';
/** Room for what the answer says besides the parts. */
const HEAD_ROOM = 60;
/** A part is not begun in less. */
const LEAST_ROOM = 80;

/** The next parts of a kept body that have not been shown, or what `select` picks of it. Throws `select_invalid`, `cursor_invalid`. */
export async function readOn(
  body: KeptBody,
  page: number,
  { budget, select, keep, keepNew }: ReadOnOptions,
): Promise<string> {
  const parse = await jsonParserFor(body.json);
  const value = parse?.(body.json)?.value;
  if (select !== undefined) {
    const head = `note: ${HEAD}`;
    return `${head}\n${await showJson(value, { budget: budget - countTokens(head) - 1, select, keep: keepNew })}`;
  }
  const first = body.pages[page];
  if (first === undefined) throw new ToolError('cursor_invalid', 'This cursor is behind the end of the kept answer.');
  const { lines, left, rest } = showParts(value, { body, first, budget: budget - HEAD_ROOM });
  const isEnd = left.length === 0 && rest === NO_MORE;
  const cursor = isEnd ? undefined : await keep(withPage(body, left, rest, page + 1));
  const onward = cursor === undefined ? 'this is the rest' : `read on: cursor ${JSON.stringify(cursor)}`;
  return [`note: ${HEAD}; ${onward}`, ...lines].join('\n');
}

interface Showing {
  readonly body: KeptBody;
  /** Where the parts begin. */
  readonly first: number;
  readonly budget: number;
}

/** As many parts as fit, what these left out in turn, and where the ones after them begin. */
function showParts(
  value: unknown,
  { body: { waiting }, first, budget }: Showing,
): { readonly lines: readonly string[]; readonly left: readonly Remain[]; readonly rest: number } {
  const lines: string[] = [];
  let left: readonly Remain[] = [];
  let rest = first;
  let room = budget;
  for (let part = waiting[rest]; part !== undefined && left.length === 0; part = waiting[rest]) {
    const { remain, next } = part;
    const isFirst = lines.length === 0;
    if (!isFirst && room < LEAST_ROOM) break;
    const label = `note: ${remainText(remain, pathText(remain))}`;
    const held = valueAt(value, remain);
    const forPart = room - countTokens(label) - 2;
    const whole = wholeJson(held, forPart);
    // only what has the whole answer to itself is cut again
    if (whole === undefined && !isFirst) break;
    const cut = whole === undefined ? cutToBudget(held, forPart) : { json: whole, leftOut: [] };
    if (cut !== undefined) lines.push(label, cut.json);
    left = remainsOf(cut?.leftOut ?? [], remain);
    room = forPart - countTokens(cut?.json ?? '');
    rest = next;
  }
  return { lines, left, rest };
}

const LONGEST_PATH = 80;

function pathText({ at }: Remain): string {
  const path = at.map((step) => (typeof step === 'number' ? `[${step}]` : `.${toName(step)}`)).join('');
  return toOneLine(path.replace(/^\./, ''), LONGEST_PATH);
}
