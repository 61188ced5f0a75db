import { evaluate } from './evaluate.ts';
import { mapFilling } from './filling.ts';
import type { Scope } from './resolve.ts';
import { rootsOf } from './roots.ts';
import { ITEM, type Step } from './step.ts';
import { soleExpression, type Template } from './template.ts';

/** What a step's call is known to be before anything has run. */
export interface AheadCall {
  readonly params: unknown;
  readonly body: unknown;
  /** JSON pointers, from `/params` or `/body`, of values that only a run gives. */
  readonly holes: readonly string[];
}

/** The calls of a step as far as its text says them: one, or one for each element that is written out. */
export function fillAhead(step: Step, most: number): readonly AheadCall[] {
  const { each } = step;
  if (!Array.isArray(each)) return [filled(step, new Map())];
  return each.slice(0, most).map((item: unknown) => {
    const known = mapFilling(item, '', { text: (text) => text, template: () => UNKNOWN });
    return filled(step, holdsUnknown(known) ? new Map() : new Map([[ITEM, known]]));
  });
}

const UNKNOWN = Symbol('unknown');

function filled(step: Step, scope: Scope): AheadCall {
  const holes: string[] = [];
  const fill = (value: unknown, pointer: string): unknown =>
    value === undefined
      ? undefined
      : mapFilling(value, pointer, {
          text: (text) => text,
          template: (template, place) => {
            const known = knownValue(template, scope);
            if (known !== undefined && known !== null) return known;
            holes.push(place);
            return null;
          },
        });
  return { params: fill(step.params, '/params'), body: fill(step.body, '/body'), holes };
}

/** Of a template that is one expression over what is known; whatever else it is, the run will say. */
function knownValue(template: Template, scope: Scope): unknown {
  const sole = soleExpression(template);
  if (sole === undefined || scope.size === 0 || [...rootsOf(sole)].some((root) => !scope.has(root))) return undefined;
  try {
    return evaluate(sole, scope);
  } catch {
    return undefined;
  }
}

function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnknown);
}
