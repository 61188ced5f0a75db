import type { Expression } from '../answer/expression.ts';
import { isObject, toText } from '../request/json-value.ts';
import { evaluate } from './evaluate.ts';
import { mapFilling } from './filling.ts';
import { rootsOf } from './references.ts';
import type { Scope } from './resolve.ts';
import { escapeText, printTemplate, soleExpression, type Template } from './template.ts';

export interface KnownFilling {
  /** The value as it would be written in `steps`: what refers to what is not known yet stays a template. */
  readonly value: unknown;
  /** Names that what stayed refers to. */
  readonly open: ReadonlySet<string>;
}

/**
 * A value as the `steps` argument has it, with what is known filled in: read again, it means the same. Texts that look like
 * templates are escaped, wherever they come from.
 */
export function fillKnown(filling: unknown, scope: Scope): KnownFilling {
  const open = new Set<string>();
  const value = mapFilling(filling, '', {
    text: (text) => escapeText(text),
    template: (template) => fillTemplate(template, scope, open),
  });
  return { value, open };
}

/** The value of an expression as `steps` has it; the expression itself where it is not known yet. */
export function fillKnownExpression(expression: Expression, scope: Scope): KnownFilling {
  const open = new Set<string>();
  const known = knownValue(expression, scope, open);
  return { value: known === undefined ? printTemplate([expression]) : escaped(known), open };
}

/** A value from elsewhere, as a text of `steps` that means just this value. */
export function asFilling(value: unknown): unknown {
  return escaped(value);
}

function fillTemplate(template: Template, scope: Scope, open: Set<string>): unknown {
  const sole = soleExpression(template);
  if (sole !== undefined) {
    const known = knownValue(sole, scope, open);
    return known === undefined ? printTemplate([sole]) : escaped(known);
  }
  const parts = template.parts.map((part) => {
    if (typeof part === 'string') return part;
    const known = knownValue(part, scope, open);
    return known === undefined ? part : toText(known);
  });
  return printTemplate(joined(parts));
}

/** Texts next to each other as one: two braces may meet. */
function joined(parts: readonly (string | Expression)[]): readonly (string | Expression)[] {
  const together: (string | Expression)[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (typeof part === 'string' && typeof last === 'string') together[together.length - 1] = last + part;
    else together.push(part);
  }
  return together;
}

/** Undefined where a name has no value yet, or the value is null: then the run that takes it up stops there as well. */
function knownValue(expression: Expression, scope: Scope, open: Set<string>): unknown {
  const roots = [...rootsOf(expression)];
  if (roots.every((root) => scope.has(root))) {
    try {
      const value = evaluate(expression, new Map(roots.map((root) => [root, scope.get(root)])));
      if (value !== null) return value;
    } catch {
      // said where it is run
    }
  }
  for (const root of roots) open.add(root);
  return undefined;
}

/** Integers beyond 2^53 as text, which is how arguments have them. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, escaped(member)]));
}
