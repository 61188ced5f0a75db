import { toPlainText } from '../plain-text.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { cutToBudget, wholeJson } from './cut.ts';
import { type Keep, keptBody } from './kept-body.ts';
import { type LeftOut, leftOutText, TOP } from './left-out.ts';
import { proposeSelect, proposeTelling } from './propose-select.ts';
import { remainsOf } from './remains.ts';
import { selectExplained, selectFrom } from './select.ts';
import { toJson } from './to-json.ts';

export interface ShowOptions {
  readonly budget: number;
  readonly keep: Keep | undefined;
}

/** Room for the note that says what was cut: so many tokens, or that share of a small budget. */
const CUT_NOTE = 170;
const SHARE_OF_NOTE = 0.6;
/** Of a body that is kept; what is read of an upstream is no longer, but JSON escapes can be. */
const TEXT_NOTE = 50;
const BRIEF_NOTE = 60;
const LARGEST_KEPT = 20_000_000;
const SHAPE = 300;

/** JSON within the budget, the note of what is missing before it. Throws `select_invalid`. */
export async function showJson(
  value: unknown,
  { select, ...options }: ShowOptions & { readonly select: string | undefined },
): Promise<string> {
  if (select === undefined) return showValue(value, { ...options, select });
  const room = Math.floor(options.budget / 2);
  const selected = await selectExplained(value, select, Math.min(SHAPE, room));
  if (selected.note === undefined) return showValue(selected.value ?? null, { ...options, select });
  const note = `note: ${cutToTokens(toPlainText(selected.note), room)}`;
  const budget = options.budget - countTokens(note) - 1;
  return `${note}\n${await showValue(selected.value ?? null, { ...options, budget, select })}`;
}

async function showValue(
  value: unknown,
  { budget, select, keep }: ShowOptions & { readonly select: string | undefined },
): Promise<string> {
  const whole = wholeJson(value, budget);
  if (whole !== undefined) return whole;
  const room = roomForNote(budget);
  const cut = cutToBudget(value, budget - room) ?? { json: 'null', leftOut: [] };
  const cursor = await keepRest(value, cut.leftOut, keep);
  const proposal = proposeSelect(value, cut.leftOut, budget - 20);
  const says = [
    cut.leftOut.length === 0 ? 'cut: too large to show' : `cut: ${leftOutText(cut.leftOut)}`,
    ...(cursor === undefined ? [] : [`read on: cursor ${JSON.stringify(cursor)}`]),
    ...(proposal === undefined ? [] : [`would fit: select ${JSON.stringify(piped(select, proposal))}`]),
  ];
  return `${fittedNote(says, room)}\n${cut.json}`;
}

/** What tells a value from others, where the whole of it would cost more than the budget and nobody asked for it. */
export async function showBrief(value: unknown, { budget, keep }: ShowOptions): Promise<string> {
  const whole = wholeJson(value, budget);
  if (whole !== undefined) return whole;
  const room = Math.min(BRIEF_NOTE, roomForNote(budget));
  const proposal = proposeTelling(value, budget - room);
  const json = proposal === undefined ? undefined : wholeJson(await selectFrom(value, proposal), budget - room);
  if (proposal === undefined || json === undefined) return showJson(value, { budget, keep, select: undefined });
  const { leftOut } = cutToBudget(value, budget) ?? { leftOut: [] };
  const cursor = await keepRest(value, leftOut, keep);
  const on = cursor === undefined ? [] : [`all of it: cursor ${JSON.stringify(cursor)}`];
  return `${fittedNote([`shown: ${proposal}`, ...on], room)}\n${json}`;
}

/** Text within the budget, with how to read on where it was cut. */
export async function showText(text: string, { budget, keep }: ShowOptions): Promise<string> {
  const plain = toPlainText(text);
  const shown = cutToTokens(plain, budget);
  if (shown.length === plain.length) return plain;
  const start = cutToTokens(plain, budget - Math.min(TEXT_NOTE, roomForNote(budget)));
  const left: LeftOut = { kind: 'text', place: TOP, of: plain.length, shown: start.length };
  const cursor = await keepRest(plain, [left], keep);
  const on = cursor === undefined ? '' : `; read on: cursor ${JSON.stringify(cursor)}`;
  return `note: cut: ${start.length} of ${plain.length} characters${on}\n${start}`;
}

function roomForNote(budget: number): number {
  return Math.floor(Math.min(CUT_NOTE, budget * SHARE_OF_NOTE));
}

async function keepRest(
  value: unknown,
  leftOut: readonly LeftOut[],
  keep: Keep | undefined,
): Promise<string | undefined> {
  if (keep === undefined || leftOut.length === 0) return undefined;
  const json = toJson(value, LARGEST_KEPT);
  return json === undefined ? undefined : keep(keptBody(json, remainsOf(leftOut)));
}

/** What is missing is cut before the cursor is; the proposal goes first. */
function fittedNote(says: readonly string[], budget: number): string {
  const [what = '', ...others] = says;
  for (let most = others.length; most >= 0; most--) {
    const rest = others.slice(0, most).map((each) => `; ${toPlainText(each)}`);
    const room = budget - countTokens(`note: ${rest.join('')}`) - 1;
    if (room < 20) continue;
    return `note: ${cutToTokens(toPlainText(what), room)}${rest.join('')}`;
  }
  return `note: ${cutToTokens(toPlainText(what), budget - 5)}`;
}

/** What was picked is picked from again. */
function piped(select: string | undefined, proposal: string): string {
  return select === undefined ? proposal : `${select} | ${proposal}`;
}
