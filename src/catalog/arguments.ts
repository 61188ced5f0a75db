import type { Endpoint, Parameter } from './endpoint.ts';

/** A parameter under the name it has in the flat `params` object of `execute_endpoint`. */
export interface Argument {
  readonly name: string;
  readonly parameter: Parameter;
}

const known = new WeakMap<Endpoint, readonly Argument[]>();

/**
 * The parameters of an endpoint, required first, by the names a caller gives them: the bare name, or `path.id` and `query.id`
 * where two locations share one. A declared name that looks like `path.id` keeps it.
 */
export function argumentsOf(endpoint: Endpoint): readonly Argument[] {
  const cached = known.get(endpoint);
  if (cached !== undefined) return cached;
  const counts = new Map<string, number>();
  for (const { name } of endpoint.parameters) counts.set(name, (counts.get(name) ?? 0) + 1);
  const named = endpoint.parameters.map((parameter) => {
    const { name } = parameter;
    return { name: counts.get(name) === 1 ? name : `${parameter.in}.${name}`, parameter };
  });
  const sorted = [...named.filter(isRequired), ...named.filter((argument) => !isRequired(argument))];
  known.set(endpoint, sorted);
  return sorted;
}

function isRequired({ parameter }: Argument): boolean {
  return parameter.required;
}
