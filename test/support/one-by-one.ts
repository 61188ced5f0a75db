import jmespath from 'jmespath';
import { ToolError } from '../../src/errors.ts';
import type { App } from '../../src/tools/app.ts';
import { executeEndpoint } from '../../src/tools/execute-endpoint.ts';
import type { Arrived, Tracker } from './tracker.ts';
import { fill, holds, isAboutItem, itemsOf, Nothing, type PlannedStep } from './tracker-chains.ts';

/** What the steps of a chain did, done one by one as calls of their own. */
export interface OneByOne {
  /** Requests of each step, as far as it came. */
  readonly arrived: readonly (readonly Arrived[])[];
  /** Steps that ran through or were skipped. */
  readonly passed: number;
  /** Elements of one step change the same thing in different ways, so that their order would matter. */
  readonly isRace: boolean;
}

type Scope = Record<string, unknown>;

/** Does the steps of a chain one by one, each as a call of `execute_endpoint`, until one of them cannot be done. */
export async function doOneByOne(plan: readonly PlannedStep[], app: App, tracker: Tracker): Promise<OneByOne> {
  const scope: Scope = Object.create(null);
  const arrived: (readonly Arrived[])[] = [];
  let isRace = false;
  for (const step of plan) {
    const before = tracker.seen.length;
    const value = await doStep(step, scope, app);
    const requests = tracker.seen.slice(before);
    arrived.push(requests);
    isRace ||= step.each !== undefined && areRacing(requests);
    if (value === STOPPED) return { arrived, passed: arrived.length - 1, isRace };
    scope[step.id] = value;
  }
  return { arrived, passed: plan.length, isRace };
}

const STOPPED = Symbol('stopped');

async function doStep(step: PlannedStep, scope: Scope, app: App): Promise<unknown> {
  const { each, if: condition } = step;
  const isPerElement = each !== undefined && isAboutItem(condition);
  let calls: readonly Scope[];
  try {
    if (!isPerElement && !holds(condition, scope)) return each === undefined ? null : [];
    const scopes = each === undefined ? [scope] : itemsOf(each, scope).map((item) => ({ ...scope, item }));
    const wanted = isPerElement ? scopes.filter((one) => holds(condition, one)) : scopes;
    // every element is known before the first is sent
    calls = wanted.map((one) => callOf(step, one));
  } catch (error) {
    if (error instanceof Nothing) return STOPPED;
    throw error;
  }
  const values: unknown[] = [];
  for (const call of calls) values.push(await callAlone(call, step, app));
  if (values.includes(STOPPED)) return STOPPED;
  return each === undefined ? values[0] : values;
}

function callOf({ endpoint, params, body, pages }: PlannedStep, scope: Scope): Scope {
  const call = { endpoint, params: fill(params, scope), body: fill(body, scope), pages };
  return Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined));
}

async function callAlone(call: Scope, { select }: PlannedStep, app: App): Promise<unknown> {
  try {
    const { text, isError, media } = await executeEndpoint(call, app, { signal: new AbortController().signal });
    if (isError) return STOPPED;
    const [picture] = media;
    if (picture !== undefined) return { $base64: picture.data, contentType: picture.mimeType };
    const last = text.split('\n').at(-1) ?? '';
    const body: unknown = /^[[{]/.test(last) ? JSON.parse(last) : null;
    return select === undefined ? body : jmespath.search(body, select);
  } catch (thrown) {
    if (thrown instanceof ToolError && thrown.code === 'arguments_invalid') return STOPPED;
    throw thrown;
  }
}

function areRacing(requests: readonly Arrived[]): boolean {
  const bodies = new Map<string, string>();
  return requests.some(({ method, url, body }) => {
    if (method === 'GET' || url.endsWith('/comments')) return false;
    const target = url === '/issues' ? `new ${/"title":"(?:[^"\\]|\\.)*"/.exec(body)?.[0]}` : `${method} ${url}`;
    const other = bodies.get(target);
    bodies.set(target, body);
    return other !== undefined && other !== body;
  });
}
