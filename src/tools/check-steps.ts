import { answerHas, answerHint } from '../catalog/answer-has.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { MOST_REQUESTS } from '../config.ts';
import { ToolError } from '../errors.ts';
import { checkAhead } from '../request/check-ahead.ts';
import { below, type Problem, refusal } from '../request/problem.ts';
import { type AheadCall, fillAhead } from '../steps/fill-ahead.ts';
import { checkLooseReferences, type IsDocumented } from '../steps/loose-references.ts';
import { parseSteps } from '../steps/parse-steps.ts';
import { checkReferences, type Lacks } from '../steps/references.ts';
import { nameOf, pointerOf, type Step } from '../steps/step.ts';
import type { App } from './app.ts';
import { findCalled, prepareCall } from './prepare-call.ts';

/** Steps all of which may run, and what each calls. */
export interface CheckedSteps {
  readonly steps: readonly Step[];
  readonly endpointOf: (step: Step) => Endpoint;
}

const MOST_DETAILS = 20;
/** Endpoints whose signatures are shown. */
const MOST_HINTS = 2;

/** The `steps` argument, checked as a whole as far as the descriptions allow. Throws `arguments_invalid` with every problem: a doomed chain changes nothing. */
export async function checkSteps(given: unknown, app: App): Promise<CheckedSteps> {
  const { steps, problems } = await parseSteps(given);
  const found: Problem[] = [...problems];
  const hints = new Set<string>();
  const endpoints = new Map<Step, Endpoint>();
  for (const step of steps) {
    const checked = await checkStep(step, app);
    found.push(...checked.problems);
    if (checked.endpoint !== undefined) endpoints.set(step, checked.endpoint);
    if (checked.hint !== undefined) hints.add(`${nameOf(step)}: ${checked.hint}`);
  }
  found.push(...checkReferences(steps, lacksBy(endpoints)), ...checkLooseReferences(steps, documentedBy(endpoints)));
  if (found.length > 0) throw refused(found, [...hints]);
  const endpointOf = (step: Step): Endpoint => {
    const endpoint = endpoints.get(step);
    if (endpoint === undefined) throw new ToolError('internal', 'A step was not looked up.');
    return endpoint;
  };
  return { steps, endpointOf };
}

/** Names under which a model expects the body to stand; the result is the body itself. */
const WRAPPERS = /^(?:body|data|result|results|response|output|json|value)$/;

/** What the descriptions say of answers that are still to come. */
function lacksBy(endpoints: ReadonlyMap<Step, Endpoint>): Lacks {
  const byId = new Map([...endpoints].map(([{ id }, endpoint]) => [id, endpoint]));
  return (id, path) => {
    const endpoint = byId.get(id);
    if (endpoint === undefined) return undefined;
    const has = answerHas(endpoint, path);
    if (has === 'no') return answerHint(endpoint, path);
    const [first, ...rest] = path;
    const isWrapped = has === 'unknown' && typeof first === 'object' && WRAPPERS.test(first.field) && rest.length > 0;
    return isWrapped && answerHas(endpoint, path.slice(0, 1)) !== 'yes' && answerHas(endpoint, rest) === 'yes'
      ? `${id} is the body itself, so leave .${first.field} out`
      : undefined;
  };
}

/** What is certainly in the answers of steps that hand their whole body on. */
function documentedBy(endpoints: ReadonlyMap<Step, Endpoint>): IsDocumented {
  const byId = new Map([...endpoints].map(([step, endpoint]) => [step.id, { step, endpoint }]));
  return (id, names) => {
    const known = byId.get(id);
    if (known === undefined) return false;
    if (known.step.select !== undefined || known.step.each !== undefined) return names.length === 0;
    return (
      names.length === 0 ||
      answerHas(
        known.endpoint,
        names.map((field) => ({ field })),
      ) === 'yes'
    );
  };
}

interface CheckedStep {
  readonly problems: readonly Problem[];
  readonly endpoint?: Endpoint;
  readonly hint?: string | undefined;
}

async function checkStep(step: Step, app: App): Promise<CheckedStep> {
  // what is missing was said already
  if (step.endpoint === '') return { problems: [] };
  try {
    const { endpoint, pathValues } = await findCalled(step.endpoint, app);
    app.upstreamOf(endpoint);
    const calls = fillAhead(step, MOST_REQUESTS);
    const checked: CheckedStep[] = [];
    for (const call of calls) checked.push(await checkCall(call, { step, endpoint, pathValues, app }));
    const problems = checked.flatMap((each, index) => labelled(each.problems, calls.length > 1 ? index : undefined));
    return { endpoint, problems, hint: checked.find(({ hint }) => hint !== undefined)?.hint };
  } catch (thrown) {
    if (!(thrown instanceof ToolError)) throw thrown;
    return { problems: [refusal(below(pointerOf(step), 'endpoint'), [thrown.message, ...thrown.details].join(' '))] };
  }
}

/** Which element it is, where there are several. */
function labelled(problems: readonly Problem[], index: number | undefined): readonly Problem[] {
  if (index === undefined) return problems;
  return problems.map((problem) => ({ ...problem, text: `for element ${index}: ${problem.text}` }));
}

interface Place {
  readonly step: Step;
  readonly endpoint: Endpoint;
  readonly pathValues: ReadonlyMap<string, string>;
  readonly app: App;
}

/** A call that is known in full is prepared as it would be; of others, what is known is checked. */
async function checkCall({ params, body, holes }: AheadCall, place: Place): Promise<CheckedStep> {
  const { step, endpoint, pathValues, app } = place;
  const pointer = pointerOf(step);
  if (holes.length > 0) {
    const options = { pathValues, validate: app.validate, holes };
    const { problems, hint } = await checkAhead(endpoint, { params, body }, options);
    return { problems: problems.map((problem) => ({ ...problem, pointer: pointer + problem.pointer })), hint };
  }
  try {
    await prepareCall(callOf(step, { params, body }), app);
    return { problems: [] };
  } catch (thrown) {
    if (!(thrown instanceof ToolError) || thrown.code !== 'arguments_invalid') throw thrown;
    const texts = thrown.details.length === 0 ? [thrown.message] : thrown.details;
    return { problems: texts.map((text) => toProblem(pointer, text)), hint: thrown.hint };
  }
}

/** `/params/owner: required, string`, below the step. */
function toProblem(pointer: string, text: string): Problem {
  const [, place = '', rest = text] = /^(\/\S*): ([\s\S]*)$/.exec(text) ?? [];
  return refusal(pointer + place, rest);
}

/** The arguments of `execute_endpoint` for one call of a step. */
export function callOf(
  { endpoint, pages }: Step,
  { params, body }: { readonly params: unknown; readonly body: unknown },
): Readonly<Record<string, unknown>> {
  const given = { endpoint, params, body, pages };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function refused(problems: readonly Problem[], hints: readonly string[]): ToolError {
  const lines = [...new Set(problems.map(({ pointer, text }) => `${pointer}: ${text}`))];
  const more = lines.length > MOST_DETAILS ? [`and ${lines.length - MOST_DETAILS} more`] : [];
  const count = lines.length === 1 ? '1 problem' : `${lines.length} problems`;
  return new ToolError('arguments_invalid', `${count} with the steps; nothing was sent.`, {
    details: [...lines.slice(0, MOST_DETAILS), ...more],
    ...(hints.length === 0 ? {} : { hint: hints.slice(0, MOST_HINTS).join('\n') }),
  });
}
