import type { Endpoint } from '../catalog/endpoint.ts';
import { toJsonText } from '../catalog/expand-path.ts';
import { sampleArguments } from '../catalog/sample.ts';
import { toJsonWithin } from '../json-text.ts';
import { countTokens } from '../tokens.ts';

const CHARACTERS_PER_TOKEN = 8;

/** The arguments of one call that is ready to send; empty where it would cost more than the budget. */
export function exampleLine(endpoint: Endpoint, id: string, budget: number): string {
  const { params, body } = sampleArguments(endpoint);
  const hasParams = Object.keys(params).length > 0;
  const call = { endpoint: id, ...(hasParams ? { params } : {}), ...(body === undefined ? {} : { body }) };
  // an example in the description may be megabytes
  if (toJsonWithin(call, budget * CHARACTERS_PER_TOKEN) === undefined) return '';
  const text = `example: ${toJsonText(call)}`;
  return countTokens(text) <= budget ? text : '';
}
