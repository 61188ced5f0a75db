import type { Findings } from './coerce.ts';
import { unknownText } from './explain-errors.ts';
import { isObject, type JsonObject, parseJson, toText } from './json-value.ts';
import { essenceOf, isWithin } from './media-type.ts';
import type { Plan, PlannedArgument } from './plan.ts';
import { aboutName, below, refusal, show, showName } from './problem.ts';

export interface ReadParams {
  /** Values by argument, as given. */
  readonly values: Map<PlannedArgument, unknown>;
  /** Body members that stood in `params`. */
  readonly bodyFields: Map<string, unknown>;
  /** `params["Content-Type"]` and `params.Accept`. */
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
}

/** An object given as JSON text is read as such, with a note; anything else that is no object is refused. */
export function readObject(value: unknown, pointer: string, findings: Findings): JsonObject {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  const parsed = typeof value === 'string' ? parseJson(value) : undefined;
  if (isObject(parsed)) {
    findings.notes.push(`${pointer.slice(1)} was a JSON string, read as an object`);
    return parsed;
  }
  if (value !== '') findings.problems.push(refusal(pointer, `expected an object, got ${show(value, pointer)}`));
  return {};
}

/** Sorts the names of `params`: arguments, body members, the two headers that choose media types. Every other name is refused. */
export function readParams(plan: Plan, given: JsonObject, findings: Findings): ReadParams {
  const values = new Map<PlannedArgument, unknown>();
  const bodyFields = new Map<string, unknown>();
  const chosen = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    const meaning = plan.resolve(name) ?? byCasing(plan, name, given, findings);
    const pointer = below('/params', name);
    if (value === undefined) continue;
    if (isNames(meaning)) {
      const text = `is ambiguous; use ${meaning.map((each) => showName(each)).join(' or ')}`;
      findings.problems.push(aboutName(refusal(pointer, text)));
    } else if (meaning !== undefined) {
      if (values.has(meaning))
        findings.problems.push(aboutName(refusal(pointer, `gives ${showName(meaning.name)} a second time`)));
      values.set(meaning, value);
    } else if (CHOOSING.test(name) && typeof value === 'string') {
      chosen.set(name.toLowerCase(), value);
    } else if (plan.bodyFields.has(name)) {
      bodyFields.set(name, value);
    } else {
      findings.problems.push(aboutName(refusal(pointer, unknownParameter(plan, name))));
    }
  }
  return { values, bodyFields, contentType: chosen.get('content-type'), accept: chosen.get('accept') };
}

/** `ID` for `id`, where nothing else is meant: no field of the body, none of the two headers, no second spelling. */
function byCasing(plan: Plan, name: string, given: JsonObject, { notes }: Findings): PlannedArgument | undefined {
  if (plan.bodyFields.has(name) || CHOOSING.test(name)) return undefined;
  const meaning = plan.resolveCasing(name);
  if (meaning === undefined || Object.hasOwn(given, meaning.name)) return undefined;
  notes.push(`${showName(name)} read as ${showName(meaning.name)}`);
  return meaning;
}

/** The headers that choose media types. */
const CHOOSING = /^(content-type|accept)$/i;

function isNames(meaning: PlannedArgument | readonly string[] | undefined): meaning is readonly string[] {
  return Array.isArray(meaning);
}

function unknownParameter(plan: Plan, name: string): string {
  const names = [...plan.arguments.map((argument) => argument.name), ...plan.bodyFields.keys()];
  if (names.length === 0) return 'unknown; this endpoint takes no parameters';
  return unknownText(name, names);
}

/** Values that stood in a concrete path, for path parameters that `params` left out; a different value there is refused. */
export function fillFromPath(
  plan: Plan,
  values: Map<PlannedArgument, unknown>,
  { pathValues, findings }: { readonly pathValues: ReadonlyMap<string, string>; readonly findings: Findings },
): void {
  for (const argument of plan.arguments) {
    const { name, in: location } = argument.parameter;
    const inPath = location === 'path' ? pathValues.get(name) : undefined;
    if (inPath === undefined) continue;
    const given = values.get(argument);
    if (given === undefined || given === null) values.set(argument, inPath);
    else if (toText(given) !== inPath) {
      const pointer = below('/params', argument.name);
      const text = `${show(given, pointer)} contradicts ${show(inPath, pointer)} in the path; give it once`;
      findings.problems.push(refusal(pointer, text));
    }
  }
}

/** Whether an Accept value asks for one of the endpoint's own media types. */
export function isOffered(accept: string, plan: Plan): boolean {
  const types = plan.endpoint.responses.flatMap(({ media }) => media.map(({ type }) => essenceOf(type)));
  // a range (`*/*`, `image/*`) offers what is within it
  return types.some((type) => type === essenceOf(accept) || isWithin(accept, type));
}
