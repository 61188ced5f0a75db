import type { Problem } from '../request/problem.ts';
import {
  createMemory,
  type Memory,
  type Resolution,
  resolveCall,
  resolveEach,
  resolveIf,
  type Scope,
} from './resolve.ts';
import { isExpression, rootsOf } from './roots.ts';
import type { Element } from './send-calls.ts';
import { ITEM, type Step } from './step.ts';

export type ResolvedStep =
  | { readonly elements: readonly Element[] }
  | { readonly state: 'skipped'; readonly why: string }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] };

/** Everything a step would call, resolved before any of it is sent: an element that cannot be stops the others as well. */
export function resolveStep(step: Step, results: Scope): ResolvedStep {
  const memory = createMemory();
  const isPerElement = step.each !== undefined && isExpression(step.if) && rootsOf(step.if).has(ITEM);
  if (!isPerElement) {
    const condition = resolveIf(step, results, memory);
    if (!condition.ok) return failed(condition.problems);
    if (!condition.value) return { state: 'skipped', why: 'its if is false' };
  }
  if (step.each === undefined) return toElements([elementOf(step, results, { memory })]);
  const items = resolveEach(step, results, memory);
  if (!items.ok) return failed(items.problems);
  if (items.value.length === 0) return { state: 'skipped', why: 'its each is empty' };
  const made = items.value.map((item) =>
    elementOf(step, new Map([...results, [ITEM, item]]), { memory, item, ...(isPerElement ? { hasIf: true } : {}) }),
  );
  const resolved = toElements(made);
  const isAllSkipped = 'elements' in resolved && resolved.elements.every(({ isSkipped }) => isSkipped);
  return isAllSkipped ? { state: 'skipped', why: 'its if is false for every element' } : resolved;
}

const NOTHING = Object.freeze({ params: undefined, body: undefined });

function elementOf(
  step: Step,
  scope: Scope,
  { memory, hasIf = false, ...item }: { readonly memory: Memory; readonly item?: unknown; readonly hasIf?: boolean },
): Resolution<Element> {
  if (hasIf) {
    const condition = resolveIf(step, scope, memory);
    if (!condition.ok) return condition;
    if (!condition.value) return { ok: true, value: { ...item, resolved: NOTHING, isSkipped: true } };
  }
  const call = resolveCall(step, scope, memory);
  return call.ok ? { ok: true, value: { ...item, resolved: call.value, isSkipped: false } } : call;
}

/** Every element's problems, once where several have the same; which elements they are stands before them where there are several. */
function toElements(made: readonly Resolution<Element>[]): ResolvedStep {
  const found = new Map<string, { readonly problem: Problem; readonly at: number; count: number }>();
  for (const [at, each] of made.entries()) {
    for (const problem of each.ok ? [] : each.problems) {
      const key = `${problem.pointer}: ${problem.text}`;
      const same = found.get(key);
      if (same === undefined) found.set(key, { problem, at, count: 1 });
      else same.count++;
    }
  }
  if (found.size === 0) return { elements: made.flatMap((each) => (each.ok ? [each.value] : [])) };
  const problems = [...found.values()].map(({ problem, at, count }) => {
    const more = count > 1 ? ` and ${count - 1} more` : '';
    return made.length > 1 ? { ...problem, text: `for element ${at}${more}: ${problem.text}` } : problem;
  });
  return failed(problems);
}

function failed(problems: readonly Problem[]): ResolvedStep {
  return { state: 'failed', problems };
}
