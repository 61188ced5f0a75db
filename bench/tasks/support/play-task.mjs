// Performs a task's steps straight against an upstream's `answer`, as its author meant them.
import { search } from 'jmespath';
import { joinPages, nextPage } from './next-page.mjs';
import { placesOf, writeRequest } from './write-request.mjs';

const MOST_PAGES = 60;

/**
 * Plays all steps and gives the picked values by step name and how many requests that took.
 * @throws where a step is refused, or refers to nothing
 */
export async function playTask(task, upstream, description) {
  const values = {};
  const spent = { requests: 0 };
  const call = (operation, args, all) => {
    const problem = problemOf(operation, args, description);
    if (problem !== undefined) throw new Error(`${operation.route}: ${problem}`);
    return send({ operation, args, all, upstream, base: description.server, spent });
  };
  for (const step of task.steps) {
    const operation = description.operations.get(step.endpoint[0]);
    if (step.if !== undefined && isFalse(search(values, step.if))) {
      values[step.as] = null;
      continue;
    }
    const take = (body) => (step.pick === undefined ? null : search(body, step.pick));
    if (step.each === undefined) {
      values[step.as] = take(await call(operation, resolve(step.args ?? {}, values), step.all));
      continue;
    }
    const items = values[step.each];
    if (!Array.isArray(items)) throw new Error(`${step.as}: each "${step.each}" is no list`);
    const taken = [];
    for (const item of items)
      taken.push(take(await call(operation, resolve(step.args ?? {}, { ...values, item }), step.all)));
    values[step.as] = taken;
  }
  return { values, requests: spent.requests };
}

/** What the description does not allow of the arguments. */
function problemOf(operation, args, { check }) {
  const places = placesOf(operation, args);
  for (const { name, place, parameter } of places)
    if (parameter !== undefined) {
      const { own, inner } = parameter.schemaAt;
      const problem = check(parameter.schema === undefined ? own : inner, args[name]);
      if (problem !== undefined) return `${place} ${name}: ${problem}`;
    }
  const members = places.filter(({ place }) => place === 'member').map(({ name }) => [name, args[name]]);
  const whole = places.some(({ place }) => place === 'body') ? args.body : Object.fromEntries(members);
  const isGiven = places.some(({ place }) => place === 'body' || place === 'member');
  return isGiven && operation.body.schema !== undefined ? check(operation.body.schema, whole) : undefined;
}

async function send({ operation, args, all, upstream, base, spent }) {
  let request = await writeRequest(operation, args);
  const bodies = [];
  while (request !== undefined) {
    spent.requests++;
    const answer = await upstream.answer(request);
    if (answer.status >= 400)
      throw new Error(
        `${request.method} ${request.path} → ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`,
      );
    if (answer.body?.ok === false) throw new Error(`${request.path} → ${JSON.stringify(answer.body).slice(0, 300)}`);
    bodies.push(answer.body ?? null);
    request = all === true ? nextPage(request, answer, base) : undefined;
    if (bodies.length > MOST_PAGES) throw new Error(`${operation.path} has no last page`);
  }
  return bodies.length === 1 ? bodies[0] : joinPages(bodies);
}

/** Arguments with every reference replaced by what it refers to. */
function resolve(given, values) {
  if (Array.isArray(given)) return given.map((each) => resolve(each, values));
  if (typeof given !== 'object' || given === null) return given;
  if (typeof given.ref === 'string' && Object.keys(given).length === 1) return lookUp(given.ref, values);
  if (typeof given.text === 'string' && Object.keys(given).length === 1)
    return given.text.replace(/\{\{(.+?)\}\}/g, (_, expression) => String(lookUp(expression, values)));
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, resolve(each, values)]));
}

function lookUp(expression, values) {
  const value = search(values, expression);
  if (value === null || value === undefined) throw new Error(`{{${expression}}} is null`);
  return value;
}

/** JMESPath's falsehood: empty things, too. */
function isFalse(value) {
  if (value === null || value === undefined || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
