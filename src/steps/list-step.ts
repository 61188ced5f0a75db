import { type ToolError, toToolError } from '../errors.ts';
import { toJson } from '../request/json-value.ts';
import { fillKnown, fillKnownExpression } from './fill-known.ts';
import type { CallOutcome, StepOutcome } from './outcome.ts';
import { referencesOf } from './references.ts';
import { type Resolved, resolveEach, resolveIf, type Scope } from './resolve.ts';
import { resolveStep } from './resolve-step.ts';
import { isExpression, rootsOf } from './roots.ts';
import { ITEM, type Step } from './step.ts';

type Preview = (step: Step, resolved: Resolved) => Promise<string>;

/** What a step would send, for a dry run: each request resolved, or with its templates where they need what was not done. */
export async function listStep(step: Step, results: Scope, preview: Preview): Promise<StepOutcome> {
  const missing = [...referencesOf(step)].filter((name) => name !== ITEM && !results.has(name));
  if (missing.length > 0) return listUnresolved(step, results, missing);
  const resolved = resolveStep(step, results);
  if (!('elements' in resolved)) return { step, calls: [], problems: [], ...resolved };
  const calls: CallOutcome[] = [];
  for (const { isSkipped, ...element } of resolved.elements) {
    if (isSkipped) calls.push({ ...element, state: 'skipped', wasSent: false });
    else calls.push({ ...element, wasSent: false, ...(await shown(step, element.resolved, preview)) });
  }
  const isRefused = calls.some(({ state }) => state === 'failed');
  return { step, state: isRefused ? 'failed' : 'listed', calls, problems: [] };
}

async function shown(
  step: Step,
  resolved: Resolved,
  preview: Preview,
): Promise<{ state: 'listed'; preview: string } | { state: 'failed'; error: ToolError }> {
  try {
    return { state: 'listed', preview: await preview(step, resolved) };
  } catch (thrown) {
    return { state: 'failed', error: toToolError(thrown) };
  }
}

/** One request for each element that is known, else one that stands for all. */
function listUnresolved(step: Step, results: Scope, missing: readonly string[]): StepOutcome {
  const why = `{{…}} stands for results of ${missing.join(', ')}, which a dry run does not have`;
  const outcome = { step, problems: [] };
  if (isKnown(step.if, results)) {
    const condition = resolveIf(step, results);
    if (!condition.ok) return { ...outcome, state: 'failed', calls: [], problems: condition.problems };
    if (!condition.value) return { ...outcome, state: 'skipped', calls: [], why: 'its if is false' };
  }
  if (step.each === undefined) return { ...outcome, state: 'listed', calls: [placeholder(step, results)], why };
  const isFixed = isKnown(step.each, results) && fillKnown(step.each, results).open.size === 0;
  if (!isFixed) {
    const calls = [placeholder(step, results)];
    return { ...outcome, state: 'listed', calls, why: `${why}; how many requests it would be is not known` };
  }
  const items = resolveEach(step, results);
  if (!items.ok) return { ...outcome, state: 'failed', calls: [], problems: items.problems };
  if (items.value.length === 0) return { ...outcome, state: 'skipped', calls: [], why: 'its each is empty' };
  const calls = items.value.map((item) => ({ ...placeholder(step, new Map([...results, [ITEM, item]])), item }));
  return { ...outcome, state: 'listed', calls, why };
}

function isKnown(part: Step['each'] | Step['if'], results: Scope): boolean {
  return !isExpression(part) || [...rootsOf(part)].every((root) => results.has(root));
}

/** The step as it is written, with what is known filled in. */
function placeholder(step: Step, scope: Scope): CallOutcome {
  const { endpoint, params, body, each, if: condition } = step;
  const parts: readonly (readonly [string, unknown])[] = [
    ['endpoint', endpoint],
    ['params', params === undefined ? undefined : fillKnown(params, scope).value],
    ['body', body === undefined ? undefined : fillKnown(body, scope).value],
    ['each', scope.has(ITEM) ? undefined : fillEach(each, scope)],
    [
      'if',
      isExpression(condition) && !isKnown(condition, scope) ? fillKnownExpression(condition, scope).value : undefined,
    ],
  ];
  const text = toJson(Object.fromEntries(parts.filter(([, value]) => value !== undefined)));
  return { state: 'listed', wasSent: false, preview: text };
}

function fillEach(each: Step['each'], scope: Scope): unknown {
  if (isExpression(each)) return fillKnownExpression(each, scope).value;
  return each === undefined ? undefined : fillKnown(each, scope).value;
}
