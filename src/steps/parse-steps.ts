import { isObject, parseJson } from '../request/json-value.ts';
import { below, type Problem, refusal, show, showName } from '../request/problem.ts';
import { sizeFault } from '../request/size-fault.ts';
import { templatesIn } from './filling.ts';
import { parseStep } from './parse-step.ts';
import type { Step } from './step.ts';
import { expressionsOf } from './template.ts';

const MOST_STEPS = 50;
const MOST_TEMPLATES = 1000;

export interface ParsedSteps {
  /** Those that could be read; none of them may run while there are problems. */
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
}

/**
 * The `steps` argument, read, with everything that is wrong with its form. What the steps refer to is `checkReferences`'
 * to say, what their endpoints take is the caller's.
 */
export async function parseSteps(given: unknown): Promise<ParsedSteps> {
  const read = fromText(given);
  // a step by itself is a list of one
  const value = isObject(read) && typeof read.endpoint === 'string' ? [read] : read;
  const fault = listFault(value);
  if (fault !== undefined || !Array.isArray(value))
    return { steps: [], problems: [refusal('/steps', fault ?? 'is no list')] };
  const problems: Problem[] = [];
  const steps: Step[] = [];
  for (const [index, each] of value.entries()) {
    const step = await parseStep(fromText(each), index, problems);
    if (step !== undefined) steps.push(step);
  }
  problems.push(...doubleIds(steps), ...tooManyTemplates(steps));
  return { steps: Object.freeze(steps), problems };
}

/** JSON given as text, as what it says. */
function fromText(value: unknown): unknown {
  return typeof value === 'string' ? (parseJson(value) ?? value) : value;
}

function listFault(value: unknown): string | undefined {
  if (typeof value === 'string') return 'is a text that is no JSON; give the list of steps itself';
  if (!Array.isArray(value)) return `expected a list of steps, got ${show(value, '/steps')}`;
  if (value.length === 0) return 'holds no step';
  if (value.length > MOST_STEPS) return `holds ${value.length} steps; at most ${MOST_STEPS} are run in one call`;
  return sizeFault(value);
}

function doubleIds(steps: readonly Step[]): readonly Problem[] {
  const first = new Map<string, number>();
  return steps.flatMap(({ id, index }) => {
    if (id === undefined) return [];
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, index);
      return [];
    }
    return [refusal(below(below('/steps', index), 'id'), `${showName(id)} is the id of /steps/${before} already`)];
  });
}

function tooManyTemplates(steps: readonly Step[]): readonly Problem[] {
  const all = steps.flatMap(({ params, body, each }) => [params, body, each].flatMap((part) => templatesIn(part, '')));
  const count = all.reduce((sum, { template }) => sum + expressionsOf(template).length, 0);
  if (count <= MOST_TEMPLATES) return [];
  return [refusal('/steps', `holds ${count} templates; at most ${MOST_TEMPLATES} are filled in`)];
}
