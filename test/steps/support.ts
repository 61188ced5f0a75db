import type { StepResult } from '../../src/steps/outcome.ts';
import { parseSteps } from '../../src/steps/parse-steps.ts';
import { checkReferences, type Lacks } from '../../src/steps/references.ts';
import type { Step } from '../../src/steps/step.ts';

/** Steps that are known to be right. */
export async function stepsOf(given: unknown): Promise<readonly Step[]> {
  const { steps, problems } = await parseSteps(given);
  const all = [...problems, ...checkReferences(steps)];
  if (all.length > 0) throw new Error(all.map(({ pointer, text }) => `${pointer}: ${text}`).join('\n'));
  return steps;
}

/** All that is wrong with steps, one line each. */
export async function problemsOf(given: unknown, lacks?: Lacks): Promise<readonly string[]> {
  const { steps, problems } = await parseSteps(given);
  return [...problems, ...checkReferences(steps, lacks)].map(({ pointer, text }) => `${pointer}: ${text}`);
}

export function ok(value: unknown, status = '200 OK · 10 B'): StepResult {
  return { value, status, isError: false };
}

export function failure(status = '422 Unprocessable Content · 20 B', value: unknown = { message: 'no' }): StepResult {
  return { value, status, isError: true };
}
