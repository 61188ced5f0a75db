import type { Schema } from '../catalog/schema.ts';
import { candidatesOf } from './candidates.ts';
import { explainErrors } from './explain-errors.ts';
import { isFileValue } from './file-value.ts';
import { isObject } from './json-value.ts';
import { below, type Problem } from './problem.ts';
import { type Validator, validatorFor } from './validate.ts';

/** A value that only a compiled validator can check. */
export interface PendingCheck {
  readonly value: unknown;
  readonly schema: Schema;
  readonly pointer: string;
}

/** The problems of values with their schemas, by ajv; waits only for validators that are not compiled yet. */
export async function checkPending(pending: readonly PendingCheck[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const check of pending) {
    const validator = validatorFor(check.schema);
    problems.push(...checkValue(check, validator instanceof Promise ? await validator : validator));
  }
  return problems;
}

/** Files are what their schema says, whatever it says. */
function checkValue({ value, schema, pointer }: PendingCheck, validator: Validator): readonly Problem[] {
  const files = new Set<string>();
  const checkable = isPlain(value) ? value : withoutFiles(value, pointer, files);
  const problems = explainErrors(checkable, validator, { pointer, candidates: candidatesOf(schema) });
  return files.size === 0 ? problems : problems.filter((problem) => !files.has(problem.pointer));
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'bigint') return false;
  if (typeof value !== 'object' || value === null) return true;
  return !isFileValue(value) && Object.values(value).every(isPlain);
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
