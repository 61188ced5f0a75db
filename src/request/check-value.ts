import type { Schema } from '../catalog/schema.ts';
import { candidatesOf } from './candidates.ts';
import { explainErrors } from './explain-errors.ts';
import { isFileValue } from './file-value.ts';
import { isObject } from './json-value.ts';
import { below, type Problem } from './problem.ts';
import { validatorFor } from './validate.ts';

/** The problems of a value with its schema, by ajv. Files are what their schema says whatever it says. */
export async function checkValue(value: unknown, schema: Schema, pointer: string): Promise<readonly Problem[]> {
  const files = new Set<string>();
  const checkable = withoutFiles(value, pointer, files);
  const validator = await validatorFor(schema);
  const problems = explainErrors(checkable, validator, { pointer, candidates: candidatesOf(schema) });
  return files.size === 0 ? problems : problems.filter((problem) => !files.has(problem.pointer));
}

/** A copy that JSON Schema understands: a text in place of each file, the nearest number for each bigint. */
function withoutFiles(value: unknown, pointer: string, files: Set<string>): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map((item, index) => withoutFiles(item, below(pointer, index), files));
  if (!isObject(value)) return value;
  if (isFileValue(value)) {
    files.add(pointer);
    return '';
  }
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutFiles(member, below(pointer, key), files)]));
}
