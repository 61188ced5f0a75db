import type { Expression } from '../answer/expression.ts';
import { isAbsent, isObject, toText } from '../request/json-value.ts';
import { evaluate } from './evaluate.ts';
import { mapFilling } from './filling.ts';
import { holdsRedacted } from './holds-redacted.ts';
import { inlineKnown, type Partials } from './inline-known.ts';
import { namesFile } from './names-file.ts';
import type { Scope } from './resolve.ts';
import { rootsOf } from './roots.ts';
import { ITEM } from './step.ts';
import { escapeText, expressionsOf, printTemplate, soleExpression, type Template } from './template.ts';

export interface KnownFilling {
  /** The value as it would be written in `steps`: what refers to what is not known yet stays a template. */
  readonly value: unknown;
  /** Names that what stayed refers to. */
  readonly open: ReadonlySet<string>;
}

/** What is known: whole results, and how those are put together that are known in part. */
export interface Knowledge {
  readonly results: Scope;
  readonly partials: Partials;
  /** Where an empty value would leave a parameter out: it stays a reference, at which the run that takes it up stops as well. */
  readonly isParams?: boolean;
  /** Told of a name that could not be put together where it is used. */
  readonly onLost: (name: string) => void;
}

function knowledgeOf(known: Scope | Knowledge): Knowledge {
  return 'results' in known ? known : { results: known, partials: new Map(), onLost: () => undefined };
}

/**
 * A value as the `steps` argument has it, with what is known filled in: read again, it means the same. Texts that look like
 * templates are escaped, wherever they come from.
 */
export function fillKnown(filling: unknown, known: Scope | Knowledge): KnownFilling {
  const scope = knowledgeOf(known);
  const open = new Set<string>();
  const value = mapFilling(filling, '', {
    text: (text) => escapeText(text),
    template: (template) => fillTemplate(template, scope, open),
  });
  return { value, open };
}

/** The value of an expression as `steps` has it; the expression itself where it is not known yet. */
export function fillKnownExpression(expression: Expression, known: Scope | Knowledge): KnownFilling {
  const scope = knowledgeOf(known);
  const open = new Set<string>();
  const part = fillPart(expression, scope, open);
  return { value: 'value' in part ? asFilling(part.value) : printTemplate([part]), open };
}

/** A value from elsewhere, as `steps` has to have it to mean just this value. Integers beyond 2^53 are text, as everywhere in arguments. */
export function asFilling(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(asFilling);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asFilling(member)]));
}

function fillTemplate(template: Template, scope: Knowledge, open: Set<string>): unknown {
  const sole = soleExpression(template);
  if (sole !== undefined) {
    const part = fillPart(sole, scope, open);
    return 'value' in part ? asFilling(part.value) : printTemplate([part]);
  }
  const parts = template.parts.map((part): string | Open => {
    if (typeof part === 'string') return part;
    const filled = fillPart(part, { ...scope, isParams: false }, open);
    return 'value' in filled ? toText(filled.value) : filled;
  });
  const [text, ...more] = joined(parts);
  if (typeof text !== 'string' || more.length > 0 || !namesFile(text)) return printTemplate(joined(parts));
  for (const root of expressionsOf(template).flatMap((each) => [...rootsOf(each)])) open.add(root);
  return printTemplate(template.parts);
}

/** Texts next to each other as one: two braces may meet. */
function joined(parts: readonly (string | Open)[]): readonly (string | Open)[] {
  const together: (string | Open)[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (typeof part === 'string' && typeof last === 'string') together[together.length - 1] = last + part;
    else together.push(part);
  }
  return together;
}

/** An expression that stays one. */
interface Open {
  readonly text: string;
}

/** A value that is null is none: the run that takes it up stops there as well. */
function fillPart(expression: Expression, known: Knowledge, open: Set<string>): { readonly value: unknown } | Open {
  const { results, partials, onLost, isParams } = known;
  const roots = [...rootsOf(expression)];
  const missing = roots.filter((root) => !results.has(root));
  if (missing.length === 0) {
    const value = valueOrNull(expression, results);
    const isNothing = isParams === true ? isAbsent(value) : value === null;
    // what the caller sends is the caller's: a file that an answer names must not become one
    if (!isNothing && !namesFile(value) && !holdsRedacted(value)) return { value };
  }
  const text = missing.length === 0 ? undefined : inlineKnown(expression, results, partials);
  for (const root of text === undefined ? roots : missing) open.add(root);
  for (const root of missing) if (text === undefined || (root !== ITEM && !partials.has(root))) onLost(root);
  return { text: text ?? expression.text };
}

function valueOrNull(expression: Expression, scope: Scope): unknown {
  try {
    return evaluate(expression, new Map([...rootsOf(expression)].map((root) => [root, scope.get(root)])));
  } catch {
    // said where it is run
    return null;
  }
}
