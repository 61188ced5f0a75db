import { toErrorText } from '../errors.ts';
import { characterEnd, toOneLine, toPlainText } from '../plain-text.ts';
import type { CallOutcome, RunOutcome, StepOutcome, StopKind } from './outcome.ts';
import { nameOf, type Step } from './step.ts';

const LONGEST_LINE = 400;
const LONGEST_PREVIEW = 4000;
const MOST_NAMED = 12;
const MOST_NOTES = 6;

const STOPS: Readonly<Record<StopKind, string>> = {
  failed: 'a call failed',
  reference: 'a reference gives nothing',
  ceiling: 'no more requests are allowed in one call',
  cancelled: 'the call was cancelled or ran out of time',
};

/** `2 of 4 steps done · 3 requests · stopped at b: a call failed` */
export function headLine({ steps, stop, requests, mostRequests, isDryRun }: RunOutcome): string {
  const count = (...states: readonly string[]): number => steps.filter(({ state }) => states.includes(state)).length;
  const skipped = count('skipped');
  const listed = steps.flatMap(({ calls }) => calls).filter(({ state }) => state === 'listed').length;
  const least = steps.some(isOpenEnded) ? 'at least ' : '';
  const parts = [
    ...(isDryRun
      ? ['dry run', `${counted(requests, 'read')} sent`, `${least}${counted(listed, 'request')} listed and not sent`]
      : [`${count('done')} of ${counted(steps.length, 'step')} done`, counted(requests, 'request')]),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(stop === undefined ? [] : [`stopped at ${nameOf(stop.step)}: ${stopText(stop.kind, mostRequests)}`]),
  ];
  return parts.join(' · ');
}

/** One line stands for all elements, since nobody knows them yet. */
function isOpenEnded({ step, calls }: StepOutcome): boolean {
  return step.each !== undefined && calls.some((call) => call.state === 'listed' && !('item' in call));
}

/** One status line of a step, and what failed or is listed in it below. */
export function linesOf(outcome: StepOutcome, labelOf: (step: Step) => string): readonly string[] {
  const { step, problems } = outcome;
  const first = [nameOf(step), labelOf(step), stateText(outcome)];
  return [
    first.map((part) => toOneLine(part, LONGEST_LINE)).join('  '),
    ...problems.slice(0, MOST_NAMED).map(({ pointer, text }) => inner(`${pointer}: ${text}`)),
    ...(problems.length > MOST_NAMED ? [inner(`… ${problems.length - MOST_NAMED} more`)] : []),
    ...callLines(outcome),
    ...noteLines(outcome),
    ...repairLines(outcome),
  ];
}

function stopText(kind: StopKind, mostRequests: number): string {
  return kind === 'ceiling' ? `at most ${mostRequests} requests are sent in one call` : STOPS[kind];
}

function stateText({ step, state, calls, problems, why }: StepOutcome): string {
  if (state === 'listed') return `would send ${counted(calls.length, 'request')}${why === undefined ? '' : `; ${why}`}`;
  if (why !== undefined) return `${state}: ${why}`;
  if (problems.length > 0) return 'not sent';
  if (step.each === undefined) return callText(calls[0]);
  return groupsText(calls);
}

function callText(call: CallOutcome | undefined): string {
  if (call?.result !== undefined) return call.result.status;
  if (call?.state === 'unanswered') return 'sent, without an answer: what it did is not known';
  if (call?.error === undefined) return 'not sent';
  const [said = ''] = toErrorText(call.error).split('\n');
  return `${call.wasSent ? 'sent' : 'not sent'}: ${said}`;
}

/** `3 × 201 Created, 1 × 422 Unprocessable Content, 2 × not sent` */
function groupsText(calls: readonly CallOutcome[]): string {
  const groups = new Map<string, number>();
  for (const call of calls) {
    const text = groupOf(call);
    groups.set(text, (groups.get(text) ?? 0) + 1);
  }
  return calls.length === 0 ? 'not sent' : [...groups].map(([text, count]) => `${count} × ${text}`).join(', ');
}

function groupOf({ state, result, wasSent }: CallOutcome): string {
  if (result !== undefined) return result.status.split(' · ')[0] ?? '';
  if (state === 'unanswered') return 'sent without an answer';
  if (state === 'skipped') return 'skipped';
  return state === 'failed' ? `failed, ${wasSent ? 'sent' : 'not sent'}` : 'not sent';
}

function callLines({ step, state, calls }: StepOutcome): readonly string[] {
  if (state === 'listed') return calls.flatMap(({ preview }) => (preview === undefined ? [] : [listed(preview)]));
  if (step.each === undefined) return [];
  const lines = calls.flatMap((call, index) =>
    call.state === 'failed' || call.state === 'unanswered' ? [inner(`[${index}] ${callText(call)}`)] : [],
  );
  const unsent = calls.flatMap((call, index) => (call.state === 'unsent' ? [index] : []));
  return [
    ...lines.slice(0, MOST_NAMED),
    ...(lines.length > MOST_NAMED ? [inner(`… ${lines.length - MOST_NAMED} more`)] : []),
    ...(unsent.length === 0 || unsent.length === calls.length ? [] : [inner(`not sent: ${rangesOf(unsent)}`)]),
  ];
}

/** What was corrected in the calls of a step, or what mends the first that failed; once where several have it. */
function noteLines({ step, state, calls }: StepOutcome): readonly string[] {
  const telling = state === 'failed' ? calls.filter((call) => call.state === 'failed').slice(0, 1) : calls;
  const notes = new Set(telling.flatMap(({ result }) => result?.notes ?? []));
  const shown = step.each === undefined ? [...notes] : onePerPlace(notes);
  return shown.slice(0, MOST_NOTES).map((note) => inner(`note: ${note}`));
}

/** What is corrected in one element is corrected in all of them: `/body/id: 1 read as "1", and 7 more alike`. */
function onePerPlace(notes: Iterable<string>): readonly string[] {
  const places = new Map<string, { readonly first: string; others: number }>();
  for (const note of notes) {
    const place = /^\/\S*(?=: )/.exec(note)?.[0] ?? note;
    const known = places.get(place);
    if (known === undefined) places.set(place, { first: note, others: 0 });
    else known.others++;
  }
  return [...places.values()].map(({ first, others }) => (others === 0 ? first : `${first}, and ${others} more alike`));
}

/** What the first error says in its further lines: each problem, and what to do. */
function repairLines({ calls }: StepOutcome): readonly string[] {
  const error = calls.find((call) => call.error !== undefined)?.error;
  return error === undefined ? [] : toErrorText(error).split('\n').slice(1).map(inner);
}

/** `[3] to [7], [9]` */
function rangesOf(indices: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of indices) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? `[${from}]` : `[${from}] to [${to}]`)).join(', ');
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function inner(text: string): string {
  return `  ${toOneLine(text, LONGEST_LINE)}`;
}

/** As it is, white space included: it is what would be sent. */
function listed(preview: string): string {
  const end = characterEnd(preview, LONGEST_PREVIEW);
  return `  ${toPlainText(preview.slice(0, end))}${end < preview.length ? '…' : ''}`;
}
