import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens } from '../tokens.ts';
import { cutToBudget, wholeJson } from './cut.ts';
import type { Keep, KeptBody } from './kept-body.ts';
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
}

const HEAD = 'from the kept answer, nothing sent';
/** Room for what the answer says besides the parts. */
const HEAD_ROOM = 60;
/** A part is not begun in less. */
const LEAST_ROOM = 80;
const MOST_REMAINS = 200;

/** The next parts of a kept body that have not been shown, or what `select` picks of it. Throws `select_invalid`, `cursor_invalid`. */
export async function readOn(body: KeptBody, page: number, { budget, select, keep }: ReadOnOptions): Promise<string> {
  const parse = await jsonParserFor(body.json);
  const value = parse?.(body.json)?.value;
  if (select !== undefined) {
    const head = `note: ${HEAD}`;
    return `${head}\n${await showJson(value, { budget: budget - countTokens(head) - 1, select, keep })}`;
  }
  const waiting = body.pages[page];
  if (waiting === undefined) throw new ToolError('cursor_invalid', 'This cursor is behind the end of the kept answer.');
  const { lines, left } = showParts(value, waiting, budget - HEAD_ROOM);
  const cursor =
    left.length === 0 ? undefined : await keep({ json: body.json, pages: [...body.pages.slice(0, page + 1), left] });
  const rest = cursor === undefined ? 'this is the rest' : `read on: cursor ${JSON.stringify(cursor)}`;
  return [`note: ${HEAD}; ${rest}`, ...lines].join('\n');
}

function showParts(
  value: unknown,
  waiting: readonly Remain[],
  budget: number,
): { lines: string[]; left: readonly Remain[] } {
  const lines: string[] = [];
  let queue = waiting;
  let room = budget;
  for (let [remain, ...others] = queue; remain !== undefined; [remain, ...others] = queue) {
    const isFirst = lines.length === 0;
    if (!isFirst && room < LEAST_ROOM) break;
    const label = `note: ${remainText(remain, pathText(remain))}`;
    const part = valueAt(value, remain);
    const forPart = room - countTokens(label) - 2;
    const whole = wholeJson(part, forPart);
    // only what has the whole answer to itself is cut again
    if (whole === undefined && !isFirst) break;
    const cut = whole === undefined ? cutToBudget(part, forPart) : { json: whole, leftOut: [] };
    if (cut !== undefined) lines.push(label, cut.json);
    room = forPart - countTokens(cut?.json ?? '');
    queue = [...remainsOf(cut?.leftOut ?? [], remain), ...others].slice(0, MOST_REMAINS);
  }
  return { lines, left: queue };
}

const LONGEST_PATH = 80;

function pathText({ at }: Remain): string {
  const path = at.map((step) => (typeof step === 'number' ? `[${step}]` : `.${toName(step)}`)).join('');
  return toOneLine(path.replace(/^\./, ''), LONGEST_PATH);
}
