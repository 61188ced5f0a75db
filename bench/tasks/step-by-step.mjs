// A task done one call after the other, as a client does it that can send one request at a time. Works on any port:
//   port.prepare(steps)                   learns what it must; gives a handle for each step, undefined where nothing was found
//   port.read(step, handle, args)         one call (all its pages where the step wants all): {ok, value}, value after `pick`
import { pickFrom } from './expressions.mjs';
import { resolve, rootsOf } from './references.mjs';

/** Plays steps in order; gives `{ answers, fault }`. `scope` holds what is known already. */
export async function playStepByStep(steps, port, { meter, scope = {} }) {
  for (const group of groupsOf(steps, port)) {
    const outcomes = await meter.together(group.map((step) => () => playStep(step, port, { meter, scope })));
    const fault = outcomes.find((each) => each !== undefined);
    if (fault !== undefined) return { answers: scope, fault };
  }
  return { answers: scope, fault: undefined };
}

/** Reads next to each other that do not need each other share a turn. */
function groupsOf(steps, port) {
  const groups = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const needs = rootsOf(step);
    const joins = last?.every((other) => port.isRead(other) && !needs.has(other.as)) && port.isRead(step);
    if (joins) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

async function playStep(step, port, { meter, scope }) {
  if (step.each === undefined) {
    if (isOff(step, scope)) return undefined;
    const { ok, value, said } = await port.read(step, resolve(step.args ?? {}, scope));
    if (step.as !== undefined) scope[step.as] = value;
    return ok ? undefined : `${step.as ?? step.find}: ${said}`;
  }
  const items = typeof step.each === 'string' ? pickFrom(scope, step.each) : step.each;
  if (!Array.isArray(items)) return `${step.as ?? step.find}: each ${step.each} gives no list`;
  const inner = items.map((item) => ({ ...scope, item })).filter((each) => !isOff(step, each));
  const results = await meter.together(inner.map((each) => () => port.read(step, resolve(step.args ?? {}, each))));
  if (step.as !== undefined) scope[step.as] = results.map(({ value }) => value);
  const failed = results.find(({ ok }) => !ok);
  return failed === undefined ? undefined : `${step.as ?? step.find}: ${failed.said}`;
}

/** Whether a step's condition is false: null, false, an empty text, list or object. */
export function isOff(step, scope) {
  if (step.if === undefined) return false;
  const value = pickFrom(scope, step.if);
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return value === null || value === false || value === '' || isEmpty;
}
