import { cookieFault, headerFault, toHeaderText } from './build-headers.ts';
import type { Given } from './build-query.ts';
import { type CheckedBody, checkBody } from './check-body.ts';
import { checkValue } from './check-value.ts';
import { coerce, type Findings } from './coerce.ts';
import { requiredText } from './explain-errors.ts';
import { isAbsent, isObject, type JsonObject } from './json-value.ts';
import { isMediaType } from './media-type.ts';
import { pathValueFault } from './path-value.ts';
import type { Plan, PlannedArgument } from './plan.ts';
import { below, refusal, schemaProblem, show, showName } from './problem.ts';
import { quickCheck } from './quick-check.ts';
import { fillFromPath, isOffered, readObject, readParams } from './read-params.ts';
import { sizeFault } from './size-fault.ts';

export type Validation = 'strict' | 'warn' | 'off';

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
  const given = await checkValues(plan, read.values, { findings, validate, pathValues });
  const contents = { body: rest, fields: read.bodyFields, contentType: read.contentType, asIs: validate === 'off' };
  const checkedBody = await checkBody(plan, contents, findings);
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
  notes.push(`${taken.map(showName).join(', ')} moved from body to params`);
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
}

async function checkValues(plan: Plan, values: Values, options: ValueOptions): Promise<readonly Given[]> {
  const given: Given[] = [];
  for (const parameter of plan.endpoint.parameters) {
    const argument = plan.arguments.find((each) => each.parameter === parameter);
    if (argument === undefined) continue;
    const value = await checkArgument(plan, argument, values.get(argument), options);
    if (value !== undefined) given.push([parameter, value]);
  }
  return given;
}

async function checkArgument(
  plan: Plan,
  argument: PlannedArgument,
  value: unknown,
  { findings, validate, pathValues }: ValueOptions,
): Promise<unknown> {
  const { parameter, candidates, fault } = argument;
  const pointer = below('/params', argument.name);
  if (fault !== undefined) {
    if (value !== undefined) findings.notes.push(`${showName(argument.name)} ${fault}; left out`);
    return undefined;
  }
  const isMissing = parameter.contentType === undefined ? isAbsent(value) : value === undefined || value === null;
  if (isMissing && parameter.in !== 'path') return missingArgument(argument, value, pointer, findings);
  if (value === undefined) {
    findings.problems.push(refusal(pointer, requiredText(candidates)));
    return undefined;
  }
  // what stood in the path can only be text, so that reading it as a number is no correction
  const notes = pathValues.get(parameter.name) === value && parameter.in === 'path' ? [] : findings.notes;
  const meant = coerce(value, candidates, { pointer, findings: { ...findings, notes }, asIs: validate === 'off' });
  if (validate !== 'off' && !(meant === '' && parameter.allowEmptyValue)) {
    findings.problems.push(
      ...(argument.quick
        ? quickCheck(meant, parameter.schema, pointer, plan.textChecks)
        : await checkValue(meant, parameter.schema, pointer)),
    );
  }
  const text = locationFault(argument, meant);
  if (text !== undefined) findings.problems.push(refusal(pointer, `${text}, got ${show(meant, pointer)}`));
  return meant;
}

/** Null, an empty list or object: nothing that could be sent, save where the description wants an empty value for it. */
function missingArgument(
  { parameter, candidates, name }: PlannedArgument,
  value: unknown,
  pointer: string,
  { problems, notes }: Findings,
): unknown {
  if (value !== undefined && parameter.allowEmptyValue) return value;
  if (parameter.required) problems.push(schemaProblem(pointer, requiredText(candidates)));
  else if (value !== undefined)
    notes.push(`${showName(name)}: ${show(value, pointer)} is left out, it has no value to send`);
  return undefined;
}

/** Why a value cannot travel where its parameter does, whatever its schema says. */
function locationFault({ parameter }: PlannedArgument, value: unknown): string | undefined {
  if (parameter.in === 'path') return pathValueFault(value);
  if (parameter.in === 'header') return headerFault(toHeaderText(parameter, value));
  return parameter.in === 'cookie' ? cookieFault(parameter, value) : undefined;
}

function acceptFor(plan: Plan, accept: string | undefined, { problems }: Findings): string {
  if (accept === undefined) return plan.accept;
  if (isMediaType(accept) && isOffered(accept, plan)) return accept;
  problems.push(refusal('/params/Accept', `expected one of ${plan.accept}`));
  return plan.accept;
}
