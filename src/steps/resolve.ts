import type { Expression } from '../answer/expression.ts';
import { shapeOf } from '../answer/shape.ts';
import { toOneLine } from '../plain-text.ts';
import { charactersLeft, isAbsent, toText } from '../request/json-value.ts';
import { below, type Problem, refusal, show, showName } from '../request/problem.ts';
import { evaluate, isFalse } from './evaluate.ts';
import { mapFilling } from './filling.ts';
import { holdsRedacted, REDACTED_REFUSED } from './holds-redacted.ts';
import { FILE_REFUSED, isForeign, namesFile } from './names-file.ts';
import { isExpression, rootsOf } from './roots.ts';
import { ITEM, pointerOf, type Step } from './step.ts';
import { expressionsOf, soleExpression, type Template } from './template.ts';

/** Results by the ids of steps, and the element by `item`. */
export type Scope = ReadonlyMap<string, unknown>;

/** What a step calls its endpoint with, nothing left to be filled in. */
export interface Resolved {
  readonly params: Readonly<Record<string, unknown>> | undefined;
  readonly body: unknown;
}

export type Resolution<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What is remembered between the elements of one step. */
export interface Memory {
  /** Of expressions without `item`, by their text: the same for every element. */
  readonly values: Map<string, unknown>;
  /** Characters of JSON that may still be filled in: a reference is short, what it stands for may be long, and both many. */
  left: number;
}

const MOST_FILLED_IN = 20_000_000;
/** Of a list that a step is done for; each is filled in before the first is sent. */
const MOST_ELEMENTS = 10_000;
const SHAPE = 120;

export function createMemory(): Memory {
  return { values: new Map(), left: MOST_FILLED_IN };
}

/** Params and body with every reference filled in. A reference that yields null is a problem: it must never widen what is asked for. */
export function resolveCall(step: Step, scope: Scope, memory: Memory): Resolution<Resolved> {
  const problems: Problem[] = [];
  const filling = { step, scope, memory, problems, isSent: true };
  const params = filled(step.params, below(pointerOf(step), 'params'), { ...filling, isParams: true });
  const body = filled(step.body, below(pointerOf(step), 'body'), { ...filling, isParams: false });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: Object.freeze({ params: params as Resolved['params'], body }) };
}

/** The elements a step is done for. Problem: a reference that yields null, or no list. */
export function resolveEach(step: Step, scope: Scope, memory = createMemory()): Resolution<readonly unknown[]> {
  const pointer = below(pointerOf(step), 'each');
  const problems: Problem[] = [];
  const { each } = step;
  if (each === undefined) return { ok: true, value: [] };
  const filling: Filling = { step, scope, memory, problems, isParams: false, isSent: false };
  const list = isExpression(each) ? fillExpression(each, pointer, filling) : filled(each, pointer, filling);
  if (problems.length > 0) return { ok: false, problems };
  const text = isExpression(each) ? `{{${showName(each.text)}}} ` : '';
  if (Array.isArray(list) && list.length <= MOST_ELEMENTS) return { ok: true, value: list };
  if (Array.isArray(list))
    return {
      ok: false,
      problems: [
        refusal(pointer, `${text}yields ${list.length} elements, more than ${MOST_ELEMENTS}; narrow it: a[?…] | [:50]`),
      ],
    };
  const given = typeof list === 'object' ? `an object of the shape ${shapeOf(list, SHAPE)}` : show(list, pointer);
  return { ok: false, problems: [refusal(pointer, `${text}yields no list but ${given}`)] };
}

/** Whether a step is done. Null is false, not a problem; an expression that fails on what is there is one. */
export function resolveIf(step: Step, scope: Scope, memory = createMemory()): Resolution<boolean> {
  const { if: condition } = step;
  if (!isExpression(condition)) return { ok: true, value: condition !== false };
  const read = attempt(condition, below(pointerOf(step), 'if'), { scope, memory });
  return read.ok ? { ok: true, value: !isFalse(read.value) } : read;
}

interface Filling {
  readonly step: Step;
  readonly scope: Scope;
  readonly memory: Memory;
  readonly problems: Problem[];
  /** Where an empty value is left out of the request altogether. */
  readonly isParams: boolean;
  /** What is filled in goes out as it is; of the elements of `each` only what is picked of them does. */
  readonly isSent: boolean;
}

function filled(value: unknown, pointer: string, filling: Filling): unknown {
  return mapFilling(value, pointer, {
    text: (text) => text,
    template: (template, place) => fillTemplate(template, place, filling),
  });
}

function fillTemplate(template: Template, pointer: string, filling: Filling): unknown {
  const sole = soleExpression(template);
  if (sole !== undefined) return fillExpression(sole, pointer, filling);
  const texts = template.parts.map((part) =>
    typeof part === 'string' ? part : toText(fillExpression(part, pointer, { ...filling, isParams: false })),
  );
  const text = texts.join('');
  const foreign = expressionsOf(template).find((expression) => isForeign(expression, filling.step));
  if (foreign !== undefined && namesFile(text)) filling.problems.push(fileProblem(foreign, pointer));
  return text;
}

function fileProblem({ text }: Expression, pointer: string): Problem {
  return refusal(pointer, `{{${showName(text)}}} ${FILE_REFUSED}`);
}

function fillExpression(expression: Expression, pointer: string, filling: Filling): unknown {
  const { scope, memory, problems, isParams, isSent } = filling;
  // said once already
  if (memory.left < 0) return null;
  const read = attempt(expression, pointer, filling);
  if (!read.ok) {
    problems.push(...read.problems);
    return null;
  }
  const { value } = read;
  memory.left = charactersLeft(value, memory.left);
  const isNothing = isParams ? isAbsent(value) : value === null;
  if (memory.left < 0) problems.push(refusal(pointer, `with it, more than ${MOST_FILLED_IN} characters are filled in`));
  else if (isNothing) problems.push(refusal(pointer, nothingText(expression, value, scope)));
  else if (isForeign(expression, filling.step) && namesFile(value)) problems.push(fileProblem(expression, pointer));
  else if (isSent && isForeign(expression, filling.step) && holdsRedacted(value))
    problems.push(refusal(pointer, `{{${showName(expression.text)}}} ${REDACTED_REFUSED}`));
  return value;
}

function nothingText(expression: Expression, value: unknown, scope: Scope): string {
  const shown = `{{${showName(expression.text)}}}`;
  if (value !== null) return `${shown} yields ${show(value, '')}, which would leave the parameter out`;
  return `${shown} yields null${shapesOf(expression, scope)}`;
}

/** What was there instead. */
function shapesOf(expression: Expression, scope: Scope): string {
  const roots = [...rootsOf(expression)].slice(0, 3);
  const shapes = roots.map((root) => `${root} has the shape ${shapeOf(scope.get(root), SHAPE)}`);
  return shapes.map((shape) => `; ${shape}`).join('');
}

function attempt(
  expression: Expression,
  pointer: string,
  { scope, memory }: Pick<Filling, 'scope' | 'memory'>,
): Resolution<unknown> {
  const { text } = expression;
  if (memory.values.has(text)) return { ok: true, value: memory.values.get(text) };
  const roots = [...rootsOf(expression)].filter((root) => scope.has(root));
  try {
    const value = evaluate(expression, new Map(roots.map((root) => [root, scope.get(root)])));
    if (!roots.includes(ITEM)) memory.values.set(text, value);
    return { ok: true, value };
  } catch (error) {
    const why = toOneLine(error instanceof Error ? error.message : String(error), 160).replace(/\.$/, '');
    const problem = `{{${showName(text)}}} fails: ${why}${shapesOf(expression, scope)}`;
    return { ok: false, problems: [refusal(pointer, problem)] };
  }
}
