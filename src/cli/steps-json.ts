import { toErrorText } from '../errors.ts';
import { type CallOutcome, type RunOutcome, resultOf, type StepOutcome } from '../steps/outcome.ts';
import { nameOf } from '../steps/step.ts';

/** What a chain did, as `--json` prints it: uncut, each step with its calls and its result. */
export function toStepsJson({ steps, stop, requests }: RunOutcome): unknown {
  return {
    requests,
    ...(stop === undefined ? {} : { stopped: { at: nameOf(stop.step), because: stop.kind } }),
    steps: steps.map(toStepJson),
  };
}

function toStepJson(outcome: StepOutcome): unknown {
  const { step, state, calls, problems, why } = outcome;
  return {
    id: step.id,
    endpoint: step.endpoint,
    state,
    why,
    problems: problems.length === 0 ? undefined : problems.map(({ pointer, text }) => `${pointer}: ${text}`),
    calls: calls.map(toCallJson),
    result: state === 'done' ? resultOf(outcome) : undefined,
  };
}

function toCallJson({ state, result, error, preview }: CallOutcome): unknown {
  return {
    state,
    status: result?.status,
    notes: result?.notes,
    answer: result?.isError === true ? result.value : undefined,
    error: error === undefined ? undefined : toErrorText(error),
    request: preview,
  };
}
