import { wholeJson } from '../answer/cut.ts';
import { showJson } from '../answer/show-body.ts';
import { toSafeJson } from '../answer/to-json.ts';
import { toOneLine } from '../plain-text.ts';
import { toJson } from '../request/json-value.ts';
import { countTokens, cutToTokens, fitsTokens } from '../tokens.ts';
import { type RunOutcome, resultOf, type StepOutcome } from './outcome.ts';
import { headLine, linesOf } from './report-lines.ts';
import { resumeOf } from './resume.ts';
import { isExpression } from './roots.ts';
import { nameOf, type Step } from './step.ts';

export interface ReportOptions {
  /** Tokens the text may cost. */
  readonly budget: number;
  /** `POST /repos` */
  readonly labelOf: (step: Step) => string;
  /** Tokens that a step's result is worth, where nobody asked for it by `select`. */
  readonly worthOf?: (step: Step) => number | undefined;
  /** A result within a budget of tokens; `isBrief`: as much of it as tells it from others will do. */
  readonly show?: (value: unknown, budget: number, isBrief: boolean) => Promise<string>;
}

export interface Report {
  readonly text: string;
  readonly isError: boolean;
}

/** How much of the budget the lines of the steps may take, beside a resuming argument and results; a dry run has neither. */
const SHARE_OF_LINES = 0.45;
const SHARE_OF_RESUME = 0.6;
const LEAST_SHOWN = 12;
/** An earlier result that costs no more is shown beside the last one. */
const SMALL = 60;
const ROOM_FOR_MORE = 10;
const LONGEST_EACH = 300;

/** What a run did and did not do, the argument that takes it up where it stopped, and its last results; never above the budget. */
export async function reportSteps(outcome: RunOutcome, options: ReportOptions): Promise<Report> {
  const { budget } = options;
  const share = outcome.isDryRun ? 1 : SHARE_OF_LINES;
  const all = [headLine(outcome), ...outcome.steps.flatMap((step) => linesOf(step, options.labelOf))];
  const lines = fittedLines(all, Math.floor(budget * share));
  const text = [lines, ...resumeLines(outcome, Math.floor((budget - countTokens(lines)) * SHARE_OF_RESUME))].join('\n');
  const results = await showResults(outcome, budget - countTokens(text) - 1, options);
  return { text: cutToTokens([text, ...results].join('\n'), budget), isError: outcome.stop !== undefined };
}

/** As many lines as fit, the beginning of the next one, and how many do not. */
function fittedLines(lines: readonly string[], budget: number): string {
  const whole = lines.join('\n');
  if (fitsTokens(whole, budget)) return whole;
  const fitted: string[] = [];
  let left = budget - ROOM_FOR_MORE;
  for (const line of lines) {
    const cut = cutToTokens(line, Math.max(0, left));
    left -= countTokens(cut) + 1;
    if (cut.length < line.length) {
      if (cut !== '') fitted.push(`${cut}…`);
      break;
    }
    fitted.push(line);
  }
  return cutToTokens([...fitted, ...moreLines(lines.length - fitted.length)].join('\n'), budget);
}

function moreLines(count: number): readonly string[] {
  return count > 0 ? [`… ${count} more lines`] : [];
}

function resumeLines(outcome: RunOutcome, budget: number): readonly string[] {
  const resume = resumeOf(outcome);
  if (resume === undefined) return [];
  const notes = resume.notes.map((note) => `note: ${note}`);
  const argument = `to go on: ${toSafeJson(toJson({ steps: resume.steps }))}`;
  const whole = [...notes, argument];
  if (fitsTokens(whole.join('\n'), budget)) return whole;
  const left = outcome.steps.filter(({ state }) => state !== 'done' && state !== 'skipped');
  const names = left.map((each) => `${nameOf(each.step)}${fromElement(each)}`).join(', ');
  const short = [...notes, `to go on: send the steps that are left (${names}) with the values of those that were done`];
  const text = cutToTokens(short.join('\n'), budget);
  return text === '' ? [] : [text];
}

/** Where a long list is taken up: ` with each "{{a | [10:]}}"`. */
function fromElement({ step: { each }, calls }: StepOutcome): string {
  const made = calls.findIndex(({ state }) => state !== 'done' && state !== 'skipped');
  const isRest = made > 0 && calls.slice(made).every(({ state }) => state === 'unsent');
  return isRest && isExpression(each) ? ` with each "{{${toOneLine(each.text, LONGEST_EACH)} | [${made}:]}}"` : '';
}

interface Shown {
  readonly title: string;
  readonly value: unknown;
  /** Tokens it may cost at the most. */
  readonly most?: number | undefined;
}

async function showResults(outcome: RunOutcome, budget: number, options: ReportOptions): Promise<readonly string[]> {
  const { show = showWhole } = options;
  const texts: string[] = [];
  const { main, others } = outcome.isDryRun ? NOTHING : resultsToShow(outcome, options);
  let left = budget;
  for (const [index, { title, value, most }] of main.entries()) {
    const room = Math.min(most ?? left, Math.floor(left / (main.length - index))) - countTokens(title) - 2;
    if (room < LEAST_SHOWN) continue;
    const isBrief = most !== undefined;
    const text = `${title}\n${await show(value, room, isBrief)}`;
    left -= countTokens(text) + 1;
    if (left >= 0) texts.push(text);
  }
  return [...smallTexts(others, left), ...texts];
}

/** Those that cost next to nothing, whole. */
function smallTexts(results: readonly Shown[], budget: number): readonly string[] {
  let left = budget;
  return results.flatMap(({ title, value }) => {
    const json = wholeJson(value, SMALL);
    const cost = json === undefined ? 0 : countTokens(`${title} ${json}`) + 1;
    if (json === undefined || cost > left) return [];
    left -= cost;
    return [`${title} ${json}`];
  });
}

function showWhole(value: unknown, budget: number): Promise<string> {
  return showJson(value, { budget, select: undefined, keep: undefined });
}

interface Results {
  /** What is shown as far as there is room. */
  readonly main: readonly Shown[];
  /** What is shown where it is small. */
  readonly others: readonly Shown[];
}

const NOTHING: Results = { main: [], others: [] };

/** What failed comes first, then what the same step gave otherwise, then the last one done. */
function resultsToShow(outcome: RunOutcome, { worthOf }: ReportOptions): Results {
  const done = outcome.steps.filter(({ state }) => state === 'done');
  const stopped = outcome.steps.filter(({ step }) => step === outcome.stop?.step);
  return {
    main: [
      ...stopped.flatMap(failedAnswers),
      ...stopped.flatMap(partialResult),
      ...done.slice(-1).map((last) => ({ ...toShown(last), most: worth(last, worthOf) })),
    ],
    others: done
      .slice(0, -1)
      .filter((each) => resultOf(each) !== null)
      .map(toShown),
  };
}

/** What somebody selected is what they want to see. */
function worth({ step }: StepOutcome, worthOf: ReportOptions['worthOf']): number | undefined {
  return step.select === undefined ? worthOf?.(step) : undefined;
}

function toShown(outcome: StepOutcome): Shown {
  return { title: `${nameOf(outcome.step)}:`, value: resultOf(outcome) };
}

/** The first answer that said no; the others are told apart by their status lines. */
function failedAnswers({ step, calls }: StepOutcome): readonly Shown[] {
  const index = calls.findIndex(
    ({ state, result }) => state === 'failed' && result !== undefined && result.value !== null,
  );
  const of = step.each === undefined ? '' : `[${index}]`;
  return index < 0 ? [] : [{ title: `${nameOf(step)}${of} answered:`, value: calls[index]?.result?.value }];
}

function partialResult(outcome: StepOutcome): readonly Shown[] {
  const isPartial = outcome.step.each !== undefined && outcome.calls.some(({ state }) => state === 'done');
  return isPartial ? [{ ...toShown(outcome), title: `${nameOf(outcome.step)}, what was done:` }] : [];
}
