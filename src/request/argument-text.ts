import { fitsSchema } from '../catalog/fits-schema.ts';
import { sampleValue } from '../catalog/sample-value.ts';
import type { Schema } from '../catalog/schema.ts';
import { limitsOf } from '../catalog/type-comment.ts';
import type { Candidates } from './candidates.ts';
import { exampleOfFormat } from './format-example.ts';
import { charactersLeft, toJson } from './json-value.ts';
import { nearChoices } from './near-choices.ts';
import { showName } from './problem.ts';
import { shortType } from './short-type.ts';

const LONGEST_EXAMPLE = 60;
const LONGEST_OBJECT = 120;

/**
 * What a value should be, with its limits, and what it looks like where the type alone does not say:
 * `string (date), like "2026-01-31"`, `integer, 1–100`, `"open" | "closed"; did you mean "open"?`
 */
export function argumentText(candidates: Candidates, given?: unknown): string {
  const type = shortType(candidates);
  const [only, ...others] = candidates;
  if (only === undefined || others.length > 0) return type;
  if (only.enum !== undefined) return `${type}${nearChoices(only.enum, given, type)}`;
  const limits = limitsOf(only, 'request')
    .split(', ')
    .filter((limit) => limit !== only.format && limit !== '');
  return [type, ...limits, ...exampleOf(only)].join(', ');
}

/** `like "2026-01-31"`; none where any value of the type would do. */
export function exampleOf(schema: Schema | undefined): readonly string[] {
  if (schema === undefined || schema.enum !== undefined) return [];
  const isNested = schema.types.some((type) => type === 'object' || type === 'array') || schema.types.length === 0;
  const isTelling = schema.example !== undefined || schema.pattern !== undefined || schema.format !== undefined;
  if (!isNested && !isTelling) return [];
  const most = isNested ? LONGEST_OBJECT : LONGEST_EXAMPLE;
  const usual = [schema.example, exampleOfFormat(schema.format)].find((value) => isTellingOf(value, schema, most));
  const value = usual ?? sampleValue(schema, { direction: 'request' });
  return isTellingOf(value, schema, most) ? [`like ${showName(toJson(value), most)}`] : [];
}

function isTellingOf(value: unknown, schema: Schema, most: number): boolean {
  if (value === undefined || value === null || charactersLeft(value, most) < 0) return false;
  const text = toJson(value);
  return text.length <= most && !NOTHING.test(text) && fitsSchema(value, schema, 'request');
}

/** What says no more than the type. */
const NOTHING = /^(\{\}|\[\]|\[\{\}\]|\[?("string"|""|-?\d+|true|false|null)\]?)$/;
