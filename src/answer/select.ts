import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { comparedFault } from './compared-fault.ts';
import { explainSelect } from './explain-select.ts';
import { EXPRESSION_LIMITS, isWithinLimits, readExpression } from './expression.ts';
import { shapeOf } from './shape.ts';
import { translateSelect } from './translate-select.ts';

/** Throws `select_invalid` where an expression cannot be applied to anything: better before a request is sent than after. */
export async function assertSelect(expression: string): Promise<void> {
  assertLimits(expression);
  try {
    await readExpression(expression);
  } catch (error) {
    throw await refused(expression, 'is no JMESPath', { error });
  }
}

/** The part of a JSON value that a JMESPath expression picks. Throws `select_invalid` with what is wrong with it and the shape that is there. */
export async function selectFrom(value: unknown, expression: string): Promise<unknown> {
  return (await pick(value, expression)).picked;
}

export interface Selected {
  readonly value: unknown;
  /** Why there is nothing where the expression asks for something; undefined where it picks what there is. */
  readonly note: string | undefined;
}

/** The same, with why it is nothing, in at most about `budget` tokens. */
export async function selectExplained(value: unknown, expression: string, budget: number): Promise<Selected> {
  const { picked, tree } = await pick(value, expression);
  const isEmpty = picked === null || (Array.isArray(picked) && picked.length === 0);
  const fault = isEmpty ? comparedFault(expression) : undefined;
  const note = fault === undefined ? undefined : `select matched nothing: ${fault}`;
  return { value: picked, note: note ?? explainSelect(tree, value, { selected: picked, budget }) };
}

async function pick(value: unknown, expression: string): Promise<{ readonly picked: unknown; readonly tree: unknown }> {
  assertLimits(expression);
  try {
    const { search, tree } = await readExpression(expression);
    return { picked: search(value), tree };
  } catch (error) {
    throw await refused(expression, 'does not work on this body', { error, value });
  }
}

function assertLimits(expression: string): void {
  if (!isWithinLimits(expression))
    throw new ToolError('select_invalid', `select may have ${EXPRESSION_LIMITS}; this one has more.`);
}

async function refused(
  expression: string,
  problem: string,
  { error, value }: { readonly error: unknown; readonly value?: unknown },
): Promise<ToolError> {
  const why = toOneLine(error instanceof Error ? error.message : String(error), 200).replace(/\.$/, '');
  const shown = JSON.stringify(toOneLine(expression, 200));
  const shape = value === undefined ? '' : ` The body has the shape ${shapeOf(value)}`;
  return new ToolError('select_invalid', `${shown} ${problem}: ${why}.`, {
    hint: `${await hintFor(expression)}${shape}`,
    cause: error,
  });
}

async function hintFor(expression: string): Promise<string> {
  const meant = translateSelect(expression);
  if (meant !== undefined && isWithinLimits(meant)) {
    const isRight = await readExpression(meant).then(
      () => true,
      () => false,
    );
    if (isRight)
      return `select is JMESPath, not jq or JSONPath; did you mean ${JSON.stringify(toOneLine(meant, 300))}?`;
  }
  return 'select is JMESPath: items[].{id: id, "a-b": "a-b"}, items[?state == \'open\'].';
}
