import type { Endpoint } from './endpoint.ts';
import { flattenObject } from './flatten.ts';

const MOST_NAMES = 100;
const LONGEST_NAME = 100;

/** Names of an endpoint's parameters and of the members of its body's first media type; so many of each. */
export function inputNamesOf({ parameters, body }: Pick<Endpoint, 'parameters' | 'body'>): readonly string[] {
  const names = parameters.slice(0, MOST_NAMES).map(({ name }) => name);
  const schema = body?.media[0]?.schema;
  const members = schema === undefined ? [] : [...flattenObject(schema).properties.keys()].slice(0, MOST_NAMES);
  return [...names, ...members].map((name) => name.slice(0, LONGEST_NAME));
}
