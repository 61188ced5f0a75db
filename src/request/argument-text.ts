import { sampleValue } from '../catalog/sample-value.ts';
import { limitsOf } from '../catalog/type-comment.ts';
import type { Candidates } from './candidates.ts';
import { choicesNear, exampleOfFormat } from './explain-errors.ts';
import { charactersLeft, toJson } from './json-value.ts';
import { showName } from './problem.ts';
import { shortType } from './short-type.ts';

const LONGEST_EXAMPLE = 60;

/** What a value should be, with its limits, and what it looks like where the type alone does not say: `string (date), like "2026-01-31"`. */
export function argumentText(candidates: Candidates, given?: unknown): string {
  const type = shortType(candidates);
  const [only, ...others] = candidates;
  if (only === undefined || others.length > 0) return type;
  const near = choicesNear(only.enum, given, type);
  if (near !== undefined) return `${type}${near}`;
  const limits = limitsOf(only, 'request')
    .split(', ')
    .filter((limit) => limit !== only.format && limit !== '')
    .join(', ');
  const example = exampleOf(candidates);
  return [type, ...(limits === '' ? [] : [limits]), ...(example === undefined ? [] : [`like ${example}`])].join(', ');
}

/** Only where a model would have to guess: a format, a pattern, or an example that the description gives. */
function exampleOf([schema]: Candidates): string | undefined {
  if (schema === undefined || schema.enum !== undefined || schema.types.includes('object')) return undefined;
  const known = exampleOfFormat(schema.format);
  if (schema.example === undefined && known !== undefined) return toJson(known);
  const isPlain = schema.example === undefined && schema.pattern === undefined;
  if (isPlain) return undefined;
  const value = schema.example ?? sampleValue(schema, { direction: 'request' });
  if (value === undefined || value === null || charactersLeft(value, LONGEST_EXAMPLE) < 0) return undefined;
  return showName(toJson(value), LONGEST_EXAMPLE);
}
