import { type Argument, argumentsOf } from '../catalog/arguments.ts';
import type { Body, Endpoint, MediaType } from '../catalog/endpoint.ts';
import { acceptOf, nameFault } from './build-headers.ts';
import { type PathTemplate, parseTemplate } from './build-path.ts';
import { type Candidates, candidatesOf, shapeOf } from './candidates.ts';
import { preferredFor } from './choose-media.ts';
import { loadPatterns } from './linear-pattern.ts';
import { below } from './problem.ts';
import { hasPattern, isQuick, needsTextChecks, type TextChecks } from './quick-check.ts';
import { loadFormats } from './validate.ts';

/** What is known about an endpoint's requests before any argument is. */
export interface Plan {
  readonly endpoint: Endpoint;
  readonly template: PathTemplate;
  readonly accept: string;
  readonly arguments: readonly PlannedArgument[];
  /** The same in the description's order, which is the order they are sent in. */
  readonly inOrder: readonly PlannedArgument[];
  /** The argument that a name in `params` means, or the names it may mean. */
  resolve(name: string): PlannedArgument | readonly string[] | undefined;
  /** The one argument whose name differs from `name` in casing only. */
  resolveCasing(name: string): PlannedArgument | undefined;
  /** Members that a body of the preferred media type may have. */
  readonly bodyFields: ReadonlyMap<string, Candidates>;
  readonly textChecks: TextChecks;
}

export interface PlannedArgument extends Argument {
  /** `/params/state` */
  readonly pointer: string;
  readonly candidates: Candidates;
  /** The schema says little enough to be checked without a compiled validator. */
  readonly quick: boolean;
  /** Why no call may set it, as the end of a sentence; it is left out then, required or not. */
  readonly fault: string | undefined;
}

const plans = new WeakMap<Endpoint, Plan>();

/** The plan of an endpoint, made at its first call. */
export function planFor(endpoint: Endpoint): Plan | Promise<Plan> {
  return plans.get(endpoint) ?? createPlan(endpoint);
}

async function createPlan(endpoint: Endpoint): Promise<Plan> {
  const planned = argumentsOf(endpoint).map((argument) => planArgument(argument));
  const byParameter = new Map(planned.map((argument) => [argument.parameter, argument]));
  const plan: Plan = Object.freeze({
    endpoint,
    template: parseTemplate(endpoint.path, endpoint.parameters),
    accept: acceptOf(endpoint.responses),
    arguments: planned,
    inOrder: endpoint.parameters.flatMap((parameter) => byParameter.get(parameter) ?? []),
    resolve: resolverFor(planned),
    resolveCasing: casingFor(planned),
    bodyFields: endpoint.body === undefined ? new Map() : fieldsOf(endpoint.body),
    textChecks: await loadTextChecks(planned),
  });
  plans.set(endpoint, plan);
  return plan;
}

function planArgument(argument: Argument): PlannedArgument {
  const { parameter } = argument;
  const candidates = candidatesOf(parameter.schema);
  const pointer = below('/params', argument.name);
  return { ...argument, pointer, candidates, quick: isQuick(parameter.schema), fault: nameFault(parameter) };
}

/**
 * An exact name goes first; then a bare name that two locations share, which is ambiguous; then `query.state` for a name
 * that needs no prefix, and header names in any casing (RFC 9110 §5.1).
 */
function resolverFor(planned: readonly PlannedArgument[]): Plan['resolve'] {
  const exact = new Map(planned.map((argument) => [argument.name, argument]));
  const prefixed = new Map(
    planned.map((argument) => [`${argument.parameter.in}.${argument.parameter.name}`, argument]),
  );
  const headers = planned.filter(({ parameter }) => parameter.in === 'header');
  const folded = new Map(headers.map((argument) => [argument.parameter.name.toLowerCase(), argument]));
  return (name) => {
    const found = exact.get(name);
    if (found !== undefined) return found;
    const sharing = planned.filter(({ parameter }) => parameter.name === name);
    if (sharing.length > 0) return sharing.map((argument) => argument.name);
    return prefixed.get(name) ?? folded.get(name.toLowerCase());
  };
}

function casingFor(planned: readonly PlannedArgument[]): Plan['resolveCasing'] {
  const folded = new Map<string, PlannedArgument | undefined>();
  for (const argument of planned) {
    const key = argument.name.toLowerCase();
    folded.set(key, folded.has(key) ? undefined : argument);
  }
  return (name) => folded.get(name.toLowerCase());
}

function fieldsOf(body: Body): ReadonlyMap<string, Candidates> {
  const media = preferredFor(body, {})?.media;
  return media === undefined ? new Map() : shapeOf(bodyCandidates(media)).properties;
}

const ANYTHING: Candidates = Object.freeze([]);

/** What a body of a media type may be; of a sequence that only its items describe, anything. */
export function bodyCandidates({ schema }: MediaType): Candidates {
  return schema === undefined ? ANYTHING : candidatesOf(schema);
}

const NO_CHECKS: TextChecks = { compilePattern: () => undefined, formatOf: () => undefined };

/** Loads what checks patterns and formats only for endpoints that have some. */
async function loadTextChecks(planned: readonly PlannedArgument[]): Promise<TextChecks> {
  const needing = planned.filter(({ quick, parameter }) => quick && needsTextChecks(parameter.schema));
  if (needing.length === 0) return NO_CHECKS;
  const [compilePattern, formatOf] = await Promise.all([
    needing.some(({ parameter }) => hasPattern(parameter.schema)) ? loadPatterns() : NO_CHECKS.compilePattern,
    loadFormats(),
  ]);
  return { compilePattern, formatOf };
}
