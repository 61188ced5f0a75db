import type { Schema } from '../catalog/schema.ts';
import { argumentText } from './argument-text.ts';
import { candidatesOf, typeOf } from './candidates.ts';
import { formatText, limitText, patternText } from './explain-errors.ts';
import type { CompilePattern, TestText } from './linear-pattern.ts';
import { below, type Problem, schemaProblem, show } from './problem.ts';

/** What a check of text needs and may have to load first. */
export interface TextChecks {
  readonly compilePattern: CompilePattern;
  readonly formatOf: (format: string) => TestText | undefined;
}

/** Whether a schema says no more than this file checks: most parameters, which then need no compiled validator. */
export function isQuick(schema: Schema, levels = 3): boolean {
  if (levels === 0 || schema.never || schema.not !== undefined) return false;
  if (schema.types.includes('object') || schema.properties.size > 0 || schema.patternProperties.size > 0) return false;
  if (schema.required.size > 0 || schema.prefixItems.length > 0 || schema.propertyNames !== undefined) return false;
  const parts = [
    ...schema.allOf,
    ...schema.anyOf,
    ...schema.oneOf,
    ...(schema.items === undefined ? [] : [schema.items]),
  ];
  return parts.length <= 20 && parts.every((part) => isQuick(part, levels - 1));
}

/** Whether checking the schema needs patterns or formats. */
export function needsTextChecks(schema: Schema): boolean {
  if (schema.pattern !== undefined || (schema.format !== undefined && schema.enum === undefined)) return true;
  const { items, allOf, anyOf, oneOf } = schema;
  return [...allOf, ...anyOf, ...oneOf, ...(items === undefined ? [] : [items])].some(needsTextChecks);
}

/** Whether a schema that `isQuick` has a pattern anywhere. */
export function hasPattern({ pattern, items, allOf, anyOf, oneOf }: Schema): boolean {
  return (
    pattern !== undefined || [...allOf, ...anyOf, ...oneOf, ...(items === undefined ? [] : [items])].some(hasPattern)
  );
}

/** The problems of a value with a schema that `isQuick`. A union that no arm fits is one problem. */
export function quickCheck(value: unknown, schema: Schema, pointer: string, checks: TextChecks): readonly Problem[] {
  const expected = (): Problem =>
    schemaProblem(pointer, `expected ${argumentText(candidatesOf(schema), value)}, got ${show(value, pointer)}`);
  const type = typeOf(value);
  if (
    schema.types.length > 0 &&
    !schema.types.some((each) => each === type || (each === 'number' && type === 'integer'))
  ) {
    return [expected()];
  }
  const isNullable = schema.types.includes('null') && value === null;
  if (schema.enum !== undefined && !isNullable && !schema.enum.some((each) => isSame(each, value))) return [expected()];
  const fits = (arm: Schema): boolean => quickCheck(value, arm, pointer, checks).length === 0;
  for (const arms of [schema.anyOf, schema.oneOf]) if (arms.length > 0 && !arms.some(fits)) return [expected()];
  const inherited = schema.allOf.flatMap((part) => quickCheck(value, part, pointer, checks));
  const items = Array.isArray(value) ? checkList(value, schema, pointer, checks) : [];
  const faults = [...numberFaults(value, schema), ...textFaults(value, schema, checks)];
  return [
    ...inherited,
    ...items,
    ...faults.map((fault) => schemaProblem(pointer, `${fault}, got ${show(value, pointer)}`)),
  ];
}

function checkList(list: readonly unknown[], schema: Schema, pointer: string, checks: TextChecks): readonly Problem[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema;
  const faults: string[] = [];
  if (list.length < minItems) faults.push(limitText('minItems', minItems));
  if (list.length > maxItems) faults.push(limitText('maxItems', maxItems));
  if (schema.uniqueItems && new Set(list.map((item) => `${typeof item} ${String(item)}`)).size < list.length) {
    faults.push(limitText('uniqueItems', 0));
  }
  const inside =
    items === undefined ? [] : list.flatMap((item, at) => quickCheck(item, items, below(pointer, at), checks));
  return [...faults.map((fault) => schemaProblem(pointer, `${fault}, got ${show(list, pointer)}`)), ...inside];
}

function numberFaults(value: unknown, schema: Schema): readonly string[] {
  if (typeof value !== 'number' && typeof value !== 'bigint') return [];
  const number = Number(value);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const faults: string[] = [];
  if (minimum !== undefined && number < minimum) faults.push(limitText('minimum', minimum));
  if (maximum !== undefined && number > maximum) faults.push(limitText('maximum', maximum));
  if (exclusiveMinimum !== undefined && number <= exclusiveMinimum) {
    faults.push(limitText('exclusiveMinimum', exclusiveMinimum));
  }
  if (exclusiveMaximum !== undefined && number >= exclusiveMaximum) {
    faults.push(limitText('exclusiveMaximum', exclusiveMaximum));
  }
  if (multipleOf !== undefined && multipleOf > 0 && !isMultiple(number / multipleOf)) {
    faults.push(limitText('multipleOf', multipleOf));
  }
  return faults;
}

function isMultiple(quotient: number): boolean {
  return Math.abs(Math.round(quotient) - quotient) <= 1e-6;
}

function textFaults(value: unknown, schema: Schema, { compilePattern, formatOf }: TextChecks): readonly string[] {
  if (typeof value !== 'string') return [];
  const { minLength, maxLength, pattern, format } = schema;
  const faults: string[] = [];
  if (minLength !== undefined && lengthOf(value) < minLength) faults.push(limitText('minLength', minLength));
  if (maxLength !== undefined && lengthOf(value) > maxLength) faults.push(limitText('maxLength', maxLength));
  if (pattern !== undefined && compilePattern(pattern)?.(value) === false) faults.push(patternText(pattern, schema));
  if (format !== undefined && formatOf(format)?.(value) === false) faults.push(formatText(format));
  return faults;
}

/** Characters, not UTF-16 units (JSON Schema Validation §6.3.1). */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** By text: that is all a parameter's value is on its way, and YAML turns many an enum's `1` or `true` into no text. */
function isSame(allowed: unknown, value: unknown): boolean {
  return typeof allowed !== 'object' && typeof value !== 'object'
    ? String(allowed) === String(value)
    : allowed === value;
}
