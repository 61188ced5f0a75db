import type { Validation } from '../config.ts';
import { cookieFault, headerFault, toHeaderText } from './build-headers.ts';
import { toPathText } from './build-path.ts';
import type { Given } from './build-query.ts';
import { type CheckedBody, checkBody } from './check-body.ts';
import { checkPending, longTextNote, type PendingCheck } from './check-value.ts';
import { coerce, type Findings } from './coerce.ts';
import { delimiterDoubt } from './delimiter-doubt.ts';
import { requiredText } from './explain-errors.ts';
import { isAbsent, isObject, type JsonObject } from './json-value.ts';
import { LONGEST_TEXT } from './linear-pattern.ts';
import { holdsLoneSurrogate, LONE_SURROGATE } from './lone-surrogate.ts';
import { isMediaType } from './media-type.ts';
import { DOT_SEGMENT, EMPTY_PATH, hasDotSegment, pathValueFault } from './path-value.ts';
import type { Plan, PlannedArgument } from './plan.ts';
import { refusal, schemaProblem, show, showName, showNames } from './problem.ts';
import { hasPattern, quickCheck } from './quick-check.ts';
import { fillFromPath, isOffered, readObject, readParams } from './read-params.ts';
import { sizeFault } from './size-fault.ts';

export interface CheckOptions {
  readonly pathValues: ReadonlyMap<string, string>;
  readonly validate: Validation;
}

/** What a call gives, checked: ready to be encoded where there are no problems that forbid it. */
export interface CheckedArguments extends Findings {
  /** In the description's order. */
  readonly given: readonly Given[];
  readonly body: CheckedBody | undefined;
  readonly accept: string;
}

type Values = Map<PlannedArgument, unknown>;

/** Reads, corrects and checks the arguments of a call; every problem is found, none is thrown. */
export async function checkArguments(
  plan: Plan,
  { params, body }: { readonly params?: unknown; readonly body?: unknown },
  { pathValues, validate }: CheckOptions,
): Promise<CheckedArguments> {
  const findings: Findings = { problems: [], notes: [] };
  const fault = sizeFault([params, body]);
  if (fault !== undefined) {
    findings.problems.push(refusal('/params', `with body, ${fault}`));
    return { ...findings, given: [], body: undefined, accept: plan.accept };
  }
  const read = readParams(plan, readObject(params, '/params', findings), findings);
  fillFromPath(plan, read.values, { pathValues, findings });
  const rest = takeFromBody(plan, read.values, body, findings);
  fillCertain(plan, read.values, findings);
  const pending: PendingCheck[] = [];
  const given = checkValues(plan, read.values, { findings, pending, validate, pathValues });
  const contents = { body: rest, fields: read.bodyFields, contentType: read.contentType, asIs: validate === 'off' };
  const checkedBody = checkBody(plan, contents, findings);
  pending.push(...(checkedBody?.pending ?? []));
  if (pending.length > 0) await checkPending(pending, findings);
  return { ...findings, given, body: checkedBody, accept: acceptFor(plan, read.accept, findings) };
}

/** Arguments that stand in the body, where the body cannot mean them: an endpoint without one, or a field no body has. */
function takeFromBody(plan: Plan, values: Values, body: unknown, { notes }: Findings): unknown {
  if (!isObject(body)) return body;
  const taken = Object.keys(body).filter((name) => {
    const meaning = plan.bodyFields.has(name) ? undefined : plan.resolve(name);
    const argument = meaning === undefined || Array.isArray(meaning) ? undefined : (meaning as PlannedArgument);
    if (argument === undefined || values.has(argument)) return false;
    return plan.endpoint.body === undefined || (argument.parameter.required && plan.bodyFields.size > 0);
  });
  if (taken.length === 0) return body;
  for (const name of taken) {
    const argument = plan.resolve(name);
    if (argument !== undefined && !Array.isArray(argument)) values.set(argument as PlannedArgument, body[name]);
  }
  notes.push(`${showNames(taken)} moved from body to params`);
  return without(body, taken);
}

function without(object: JsonObject, names: readonly string[]): JsonObject | undefined {
  const left = Object.entries(object).filter(([name]) => !names.includes(name));
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** What is required and can only be one value needs no caller to say it. */
function fillCertain(plan: Plan, values: Values, { notes }: Findings): void {
  for (const argument of plan.arguments) {
    const { parameter } = argument;
    if (!parameter.required || argument.fault !== undefined || values.has(argument)) continue;
    const { enum: allowed, default: preset } = parameter.schema;
    const value = allowed?.length === 1 ? allowed[0] : preset;
    if (value === undefined || value === null) continue;
    values.set(argument, value);
    notes.push(
      `${showName(argument.name)} set to ${show(value, `/${argument.name}`)}, its ${allowed?.length === 1 ? 'only value' : 'default'}`,
    );
  }
}

interface ValueOptions extends CheckOptions {
  readonly findings: Findings;
  readonly pending: PendingCheck[];
}

function checkValues(plan: Plan, values: Values, options: ValueOptions): readonly Given[] {
  const given: Given[] = [];
  for (const argument of plan.inOrder) {
    const value = values.get(argument);
    if (value === undefined && !argument.parameter.required) continue;
    const checked = checkArgument(plan, argument, value, options);
    if (checked !== undefined) given.push([argument.parameter, checked]);
  }
  return given;
}

function checkArgument(plan: Plan, argument: PlannedArgument, value: unknown, options: ValueOptions): unknown {
  const { parameter, candidates, fault, pointer } = argument;
  const { problems, notes } = options.findings;
  if (fault !== undefined) {
    if (value !== undefined) notes.push(`${showName(argument.name)} ${fault}; left out`);
    return undefined;
  }
  const isMissing = parameter.contentType === undefined ? isAbsent(value) : value === undefined || value === null;
  if (isMissing) return missingArgument(argument, value, options);
  // what stood in the path can only be text, so that reading it as a number is no correction
  const isFromPath = parameter.in === 'path' && options.pathValues.get(parameter.name) === value;
  const findings = isFromPath ? { problems, notes: [] } : options.findings;
  const asText = parameter.contentType === undefined;
  const meant = coerce(value, candidates, { pointer, findings, asIs: options.validate === 'off', asText });
  const text = locationFault(argument, meant);
  // no value is no value of the wrong type as well
  if (text !== EMPTY_PATH) checkSchema(plan, argument, meant, options);
  const doubt = delimiterDoubt(parameter, meant);
  if (doubt !== undefined) notes.push(`${pointer}: ${doubt}`);
  if (text !== undefined) problems.push(refusal(pointer, `${text}, got ${show(meant, pointer)}`));
  return meant;
}

function checkSchema(plan: Plan, argument: PlannedArgument, value: unknown, options: ValueOptions): void {
  const { parameter, quick, pointer } = argument;
  if (options.validate === 'off' || (value === '' && parameter.allowEmptyValue)) return;
  if (!quick) options.pending.push({ value, schema: parameter.schema, pointer });
  else {
    options.findings.problems.push(...quickCheck(value, parameter.schema, pointer, plan.textChecks));
    const isLong = [value].flat().some((text) => typeof text === 'string' && text.length > LONGEST_TEXT);
    if (isLong && hasPattern(parameter.schema)) options.findings.notes.push(longTextNote([pointer]));
  }
}

/** Null, an empty list or object: nothing that could be sent, save where the description wants an empty value for it. */
function missingArgument(argument: PlannedArgument, value: unknown, { findings }: ValueOptions): unknown {
  const { parameter, candidates, name, pointer } = argument;
  if (value !== undefined && parameter.allowEmptyValue) return value;
  if (parameter.in === 'path') {
    const text = value === undefined ? requiredText(candidates) : `${EMPTY_PATH}, got ${show(value, pointer)}`;
    findings.problems.push(refusal(pointer, text));
  } else if (parameter.required) findings.problems.push(schemaProblem(pointer, requiredText(candidates)));
  else if (value !== undefined) {
    findings.notes.push(`${showName(name)}: ${show(value, pointer)} is left out, it has no value to send`);
  }
  return undefined;
}

/** Why a value cannot travel where its parameter does, whatever its schema says. */
function locationFault({ parameter }: PlannedArgument, value: unknown): string | undefined {
  if (parameter.in === 'path') {
    // the label style puts a dot before the value
    const isDot = parameter.style === 'label' && hasDotSegment(toPathText(parameter, value));
    return isDot ? DOT_SEGMENT : pathValueFault(value);
  }
  if (holdsLoneSurrogate(value)) return LONE_SURROGATE;
  if (parameter.in === 'header') return headerFault(toHeaderText(parameter, value));
  return parameter.in === 'cookie' ? cookieFault(parameter, value) : undefined;
}

function acceptFor(plan: Plan, accept: string | undefined, { problems }: Findings): string {
  if (accept === undefined) return plan.accept;
  if (isMediaType(accept) && isOffered(accept, plan)) return accept;
  const isChoice = plan.endpoint.responses.some(({ media }) => media.length > 0);
  const text = isChoice ? `expected one of ${plan.accept}` : 'unknown, the answer has no described types; leave it out';
  problems.push(refusal('/params/Accept', text));
  return plan.accept;
}
