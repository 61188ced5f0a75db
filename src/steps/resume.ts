import type { Expression } from '../answer/expression.ts';
import { isObject } from '../request/json-value.ts';
import { evaluate, isFalse } from './evaluate.ts';
import { asFilling, fillKnown, fillKnownExpression, type Knowledge, type KnownFilling } from './fill-known.ts';
import { toLiteral } from './inline-known.ts';
import type { CallState, RunOutcome, StepOutcome } from './outcome.ts';
import { itemMembers } from './references.ts';
import { isExpression, rootsOf } from './roots.ts';
import { ITEM, nameOf } from './step.ts';
import { printTemplate } from './template.ts';

/** What is left of a run that stopped, as the `steps` argument that takes it up. */
export interface Resume {
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  /** What a reader must know before sending it, one sentence each. */
  readonly notes: readonly string[];
}

/** The steps that were not done, what is known of earlier results filled in; undefined where nothing is left. */
export function resumeOf({ steps, results, stop, isDryRun }: RunOutcome): Resume | undefined {
  if (stop === undefined || isDryRun) return undefined;
  const left = steps.filter(({ state }) => state !== 'done' && state !== 'skipped' && state !== 'listed');
  if (left.length === 0) return undefined;
  const lostParts = new Set<string>();
  const partials = new Map(left.flatMap(partialOf));
  const known = { results, partials, onLost: (name: string) => void lostParts.add(name) };
  const written = left.map((outcome) => writeStep(outcome, known));
  const ids = new Set(left.flatMap(({ step }) => (step.id === undefined ? [] : [step.id])));
  const lost = new Set(written.flatMap(({ open }) => [...open].filter((name) => name !== ITEM && !ids.has(name))));
  const notes = [
    ...left.flatMap((outcome) => notesOn(outcome, lostParts)),
    ...(lost.size === 0 ? [] : [`${[...lost].join(', ')} ran already; put values in the place of what refers to it`]),
  ];
  return { steps: written.map(({ value }) => value), notes };
}

interface WrittenStep {
  readonly value: Readonly<Record<string, unknown>>;
  readonly open: ReadonlySet<string>;
}

function writeStep(outcome: StepOutcome, known: Knowledge): WrittenStep {
  const { step } = outcome;
  const params = step.params === undefined ? undefined : fillKnown(step.params, { ...known, isParams: true });
  const body = step.body === undefined ? undefined : fillKnown(step.body, known);
  const each = writeEach(outcome, known);
  const condition = isExpression(step.if) ? writeIf(step.if, known) : undefined;
  const value = {
    id: step.id,
    endpoint: step.endpoint,
    params: params?.value,
    body: body?.value,
    select: step.select?.text,
    pages: step.pages,
    each: each?.value,
    if: condition?.value ?? (step.if === false ? false : undefined),
  };
  const open = new Set([params, body, each, condition].flatMap((part) => [...(part?.open ?? [])]));
  return { value: Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)), open };
}

/** The results of a step that was done in part, in the order of its elements: ``[`1`, a[0], `3`]``. */
function partialOf({ step, calls }: StepOutcome): readonly (readonly [string, string])[] {
  const { id, each } = step;
  if (id === undefined || each === undefined || !calls.some(({ state }) => state === 'done')) return [];
  let left = 0;
  const parts = calls.flatMap(({ state, result }) => {
    if (state === 'skipped') return [];
    return [state === 'done' ? toLiteral(result?.value ?? null) : `${id}[${left++}]`];
  });
  return parts.includes(undefined) ? [] : [[id, `[${parts.join(', ')}]`]];
}

const MADE: readonly CallState[] = ['done', 'skipped'];

/** The elements that are left, where some were made already. */
function writeEach({ step, calls }: StepOutcome, known: Knowledge): KnownFilling | undefined {
  if (step.each === undefined) return undefined;
  const left = calls.filter(({ state }) => !MADE.includes(state));
  const members = itemMembers(step);
  if (left.length > 0) return { value: left.map(({ item }) => asFilling(withOnly(members, item))), open: new Set() };
  if (!isExpression(step.each)) return fillKnown(step.each, known);
  const filled = fillKnownExpression(step.each, known);
  if (filled.open.size > 0 || Array.isArray(filled.value)) return filled;
  // what is no list is refused wherever it is written out
  return { value: printTemplate([step.each]), open: rootsOf(step.each) };
}

/** An element without the members that its step does not read. */
function withOnly(members: ReadonlySet<string> | undefined, item: unknown): unknown {
  if (members === undefined || !isObject(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => members.has(name)));
}

function writeIf(condition: Expression, known: Knowledge): KnownFilling | undefined {
  const { results } = known;
  const roots = [...rootsOf(condition)];
  if (!roots.every((root) => results.has(root))) return fillKnownExpression(condition, known);
  try {
    const value = evaluate(condition, new Map(roots.map((root) => [root, results.get(root)])));
    return { value: isFalse(value) ? false : undefined, open: new Set() };
  } catch {
    return fillKnownExpression(condition, known);
  }
}

function notesOn({ step, calls }: StepOutcome, lost: ReadonlySet<string>): readonly string[] {
  const name = nameOf(step);
  const unanswered = calls.flatMap(({ wasSent, result }, index) => (wasSent && result === undefined ? [index] : []));
  const made = calls.filter(({ state }) => state === 'done').length;
  const of = step.each === undefined ? '' : ` (element ${unanswered.join(', ')})`;
  const isReferredTo = made > 0 && step.id !== undefined && lost.has(step.id);
  return [
    ...(unanswered.length > 0
      ? [`${name}${of} was sent and nobody knows what it did; look before it is sent again`]
      : []),
    ...(isReferredTo ? [`for later steps ${name} would hold the results of the elements that are left only`] : []),
  ];
}
