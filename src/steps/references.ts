import type { Expression } from '../answer/expression.ts';
import { below, type Problem, refusal, showName, showNames } from '../request/problem.ts';
import { closest } from '../suggest.ts';
import { templatesIn } from './filling.ts';
import { isForeign } from './names-file.ts';
import { isExpression, rootsOf } from './roots.ts';
import { type Segment, type StaticValue, staticValue, UNKNOWN } from './static-value.ts';
import { ITEM, pointerOf, type Step } from './step.ts';
import { expressionsOf } from './template.ts';

/**
 * What is there instead, where the response of a step cannot have such a part by its description ('' where that is not
 * known); undefined where it may have it. The path is into the body of one response, before `select` and without `each`;
 * both have been followed already.
 */
export type Lacks = (stepId: string, path: readonly Segment[]) => string | undefined;

/** One expression of a step, where it stands, and whether `item` means something there. */
interface Use {
  readonly pointer: string;
  readonly expression: Expression;
  readonly hasItem: boolean;
}

/** Every reference that cannot be: to an unknown or later step, to `item` outside `each`, to what a response does not have. */
export function checkReferences(steps: readonly Step[], lacks: Lacks = () => undefined): readonly Problem[] {
  const results = new Map<string, StaticValue>();
  return steps.flatMap((step) => {
    const problems = problemsOf(step, { steps, results, lacks });
    if (step.id !== undefined) results.set(step.id, resultOf(step, step.id));
    return problems;
  });
}

/** The names that anything in a step refers to. */
export function referencesOf(step: Step): ReadonlySet<string> {
  return new Set(usesIn(step).flatMap(({ expression }) => [...rootsOf(expression)]));
}

/** The members of an element that a step reads; undefined where it may use the element as a whole. */
export function itemMembers(step: Step): ReadonlySet<string> | undefined {
  const texts = usesIn(step).flatMap(({ expression, hasItem }) => (hasItem ? [expression.text] : []));
  if (texts.some((text) => /\bitem\b(?!\.[A-Za-z_])/.test(text))) return undefined;
  return new Set(texts.flatMap((text) => [...text.matchAll(/\bitem\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name)));
}

interface Known {
  readonly steps: readonly Step[];
  /** Of the steps before, by id. */
  readonly results: ReadonlyMap<string, StaticValue>;
  readonly lacks: Lacks;
}

function problemsOf(step: Step, known: Known): readonly Problem[] {
  const uses = usesIn(step);
  const found = (use: Use, item: StaticValue): readonly Problem[] =>
    [...new Set([...faultsOf(use, step, item, known), ...fileFault(use, step)])].map((text) =>
      refusal(use.pointer, `{{${showName(use.expression.text)}}} ${text}`),
    );
  const ofEach = uses.filter(({ expression }) => expression === step.each).flatMap((use) => found(use, UNKNOWN));
  // of a list that cannot be, nothing is known of the items
  const item = ofEach.length > 0 ? UNKNOWN : itemOf(step, known.results);
  return [...ofEach, ...uses.filter(({ expression }) => expression !== step.each).flatMap((use) => found(use, item))];
}

function usesIn(step: Step): readonly Use[] {
  const pointer = pointerOf(step);
  const hasItem = step.each !== undefined;
  const filled = (key: string, value: unknown, withItem: boolean): readonly Use[] =>
    templatesIn(value, below(pointer, key)).flatMap((placed) =>
      expressionsOf(placed.template).map((expression) => ({
        pointer: placed.pointer,
        expression,
        hasItem: withItem,
      })),
    );
  const sole = (key: string, value: unknown, withItem: boolean): readonly Use[] =>
    isExpression(value) ? [{ pointer: below(pointer, key), expression: value, hasItem: withItem }] : [];
  return [
    ...(isExpression(step.each) ? sole('each', step.each, false) : filled('each', step.each, false)),
    ...sole('if', step.if, hasItem),
    ...filled('params', step.params, hasItem),
    ...filled('body', step.body, hasItem),
  ];
}

function faultsOf({ expression, hasItem }: Use, step: Step, item: StaticValue, known: Known): readonly string[] {
  const faults: string[] = [];
  staticValue(
    expression.tree,
    { kind: 'results' },
    {
      resultOf: (name) => {
        if (name === ITEM && hasItem) return item;
        const value = name === ITEM ? undefined : known.results.get(name);
        if (value === undefined) faults.push(nameFault(name, step, known));
        return value ?? UNKNOWN;
      },
      onRead: (value, isOptional) => {
        const fault = isOptional && value.kind !== 'results' ? undefined : readFault(value, known.lacks);
        if (fault !== undefined) faults.push(fault);
      },
    },
  );
  // what follows from the first cannot be anything either
  return faults.slice(0, 1);
}

/** The name of a file comes from the caller too. */
function fileFault({ pointer, expression }: Use, step: Step): readonly string[] {
  const isName = pointer.endsWith('/$file') || expression.text.includes('$file');
  return isName && isForeign(expression, step) ? ['names a file; only a caller does, no answer: write its path'] : [];
}

function nameFault(name: string, step: Step, { steps, results }: Known): string {
  if (name === ITEM) return 'refers to item, which only a step with each has';
  if (/^(?:true|false|null)$/.test(name)) return `takes ${name} for an id; the value is written \`${name}\``;
  if (step.each !== undefined && /^(?:each|this|it|element|value|row|entry)$/.test(name))
    return `refers to ${name}, which is no id of an earlier step; an element of each is called item`;
  if (step.id === name) return `refers to ${name}, which is this step itself`;
  if (steps.some(({ id }) => id === name)) return `refers to ${name}, which runs only later`;
  const [near] = closest(name, results.keys(), 1);
  const hint = near === undefined ? idsHint(results) : `did you mean ${near}?`;
  return `refers to ${showName(name)}, which is no id of an earlier step; ${hint}`;
}

function idsHint(results: ReadonlyMap<string, StaticValue>): string {
  return results.size === 0 ? 'no earlier step has an id' : `there is ${showNames([...results.keys()])}`;
}

function readFault(value: StaticValue, lacks: Lacks): string | undefined {
  if (value.kind === 'results') return 'must begin with the id of an earlier step';
  if (value.kind === 'nothing') return `cannot be: ${value.why}`;
  if (value.kind !== 'part' || value.path.length === 0) return undefined;
  const instead = lacks(value.step, value.path);
  if (instead === undefined) return undefined;
  const more = instead === '' ? '' : `; ${instead}`;
  return `cannot be: the response of ${value.step} has no ${pathText(value.path)} by its description${more}`;
}

function pathText(path: readonly Segment[]): string {
  const parts = path.filter((segment) => segment !== 'flat');
  const text = parts.map((segment) => (segment === 'item' ? '[]' : `.${showName(segment.field)}`)).join('');
  return text.replace(/^\./, '');
}

/** The result of a step before it is there: its body after `select`, one for each element. */
function resultOf(step: Step, id: string): StaticValue {
  const body: StaticValue = { kind: 'part', step: id, path: [] };
  const reading = { resultOf: () => UNKNOWN };
  const selected = step.select === undefined ? body : staticValue(step.select.tree, body, reading);
  return step.each === undefined ? selected : { kind: 'list', of: selected };
}

function itemOf({ each }: Step, results: ReadonlyMap<string, StaticValue>): StaticValue {
  if (!isExpression(each)) return UNKNOWN;
  const list = staticValue(each.tree, { kind: 'results' }, { resultOf: (name) => results.get(name) ?? UNKNOWN });
  if (list.kind === 'part') return { ...list, path: [...list.path, 'item'] };
  return list.kind === 'list' ? list.of : UNKNOWN;
}
