import type { Expression } from '../answer/expression.ts';
import { parseJson } from '../request/json-value.ts';
import { templatesIn } from './filling.ts';
import { isExpression, rootsOf } from './roots.ts';
import { ITEM, type Step } from './step.ts';

/** Why a reference is refused whose value would be read as a file of the operator's. */
export const FILE_REFUSED = 'holds $file; only a caller names files, no answer';

/** Whether a value has a member that a request would take for a file of the operator's, also as JSON in a text, which a body may be. */
export function namesFile(value: unknown): boolean {
  // JSON may write any letter of the name as an escape
  if (typeof value === 'string') return /^\s*[{[]/.test(value) && /file|\\u/.test(value) && namesFile(parseJson(value));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name === '$file' || namesFile(member));
}

/** Whether what an expression gives comes from an answer, and not from a list that the caller wrote out. */
export function isForeign(expression: Expression, { each }: Step): boolean {
  const isOwnItem = !isExpression(each) && templatesIn(each, '').length === 0;
  return [...rootsOf(expression)].some((root) => root !== ITEM || !isOwnItem);
}
