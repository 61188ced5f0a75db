import type { Schema } from '../catalog/schema.ts';
import { candidatesOf } from './candidates.ts';
import type { Findings } from './coerce.ts';
import { explainErrors } from './explain-errors.ts';
import { isFileValue } from './file-value.ts';
import { isObject } from './json-value.ts';
import { LONGEST_TEXT } from './linear-pattern.ts';
import { below, type Problem, showNames } from './problem.ts';
import { type Steps, type Validator, validatorFor } from './validate.ts';

/** A value that only a compiled validator can check. */
export interface PendingCheck {
  readonly value: unknown;
  readonly schema: Schema;
  readonly pointer: string;
}

/** Visits of schema nodes that each value within a body may take on average, and a small one all the same. */
const STEPS_A_VALUE = 300;
const FEWEST_STEPS = 300_000;

/** Finds the problems of values with their schemas, by ajv; waits only for validators that are not compiled yet. */
export async function checkPending(pending: readonly PendingCheck[], { problems, notes }: Findings): Promise<void> {
  const steps: Steps = { left: FEWEST_STEPS };
  const partly = new Set<string>();
  const long = new Set<string>();
  for (const check of pending) {
    const known = validatorFor(check.schema);
    const validator = known instanceof Promise ? await known : known;
    steps.left += STEPS_A_VALUE * countValues(check.value);
    steps.skippedPattern = false;
    const found = checkValue(check, validator, steps);
    if (steps.skippedPattern) long.add(check.pointer);
    for (const problem of found ?? []) problems.push(problem);
    if (found === undefined || validator.isPartial) partly.add(check.pointer);
  }
  if (long.size > 0) notes.push(longTextNote([...long]));
  if (partly.size > 0)
    notes.push(`${showNames([...partly])}: not checked in full, the schema in the description is too complex`);
}

/** What is said of texts too long to be compared with a pattern. */
export function longTextNote(pointers: readonly string[]): string {
  return `${showNames(pointers)}: texts of more than ${LONGEST_TEXT} characters are not compared with their pattern`;
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + countValues(member), 1);
}

/** Files are what their schema says, whatever it says. */
function checkValue(
  { value, schema, pointer }: PendingCheck,
  validator: Validator,
  steps: Steps,
): readonly Problem[] | undefined {
  const files = new Set<string>();
  const checkable = isPlain(value) ? value : withoutFiles(value, pointer, files);
  const problems = explainErrors(checkable, validator, { pointer, candidates: candidatesOf(schema), steps });
  return files.size === 0 || problems === undefined
    ? problems
    : problems.filter((problem) => !files.has(problem.pointer));
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
