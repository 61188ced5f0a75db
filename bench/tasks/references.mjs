// Arguments of a task's step: `{ ref }` and `{ text }` filled in with what is known, or written as templates of a chain.
import { pickFrom, rootsIn } from './expressions.mjs';

const TEMPLATE = /\{\{(.*?)\}\}/gs;

/** The arguments with every reference replaced by its value. */
export function resolve(value, scope) {
  return mapArguments(value, {
    ref: (expression) => pickFrom(scope, expression),
    text: (text) => text.replace(TEMPLATE, (_, expression) => toText(pickFrom(scope, expression))),
  });
}

/** The arguments with references to what is known filled in, and the others as `{{…}}`. */
export function toTemplates(value, scope) {
  const isKnown = (expression) => rootsIn(expression).every((root) => Object.hasOwn(scope, root));
  return mapArguments(value, {
    ref: (expression) => (isKnown(expression) ? pickFrom(scope, expression) : `{{${expression}}}`),
    text: (text) =>
      text.replace(TEMPLATE, (whole, expression) =>
        isKnown(expression) ? toText(pickFrom(scope, expression)) : whole,
      ),
  });
}

/** Every expression in the arguments. */
export function referencesIn(value) {
  const found = [];
  mapArguments(value, {
    ref: (expression) => found.push(expression),
    text: (text) => found.push(...[...text.matchAll(TEMPLATE)].map(([, expression]) => expression)),
  });
  return found;
}

/** Names of the steps that a step needs. */
export function rootsOf(step) {
  const expressions = [
    ...referencesIn(step.args ?? {}),
    ...[step.each, step.if].filter((each) => typeof each === 'string'),
  ];
  return new Set(expressions.flatMap(rootsIn).filter((name) => name !== 'item'));
}

function mapArguments(value, replace) {
  if (Array.isArray(value)) return value.map((each) => mapArguments(each, replace));
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && typeof value.ref === 'string') return replace.ref(value.ref);
  if (keys.length === 1 && typeof value.text === 'string') return replace.text(value.text);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapArguments(member, replace)]));
}

function toText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
