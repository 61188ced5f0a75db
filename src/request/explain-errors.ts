import type { Schema } from '../catalog/schema.ts';
import { closest } from '../suggest.ts';
import { argumentText, exampleOf } from './argument-text.ts';
import { type Candidates, shapeOf } from './candidates.ts';
import { exampleOfFormat } from './format-example.ts';
import { isObject } from './json-value.ts';
import { aboutName, below, type Problem, schemaProblem, show, showName } from './problem.ts';
import { shortType } from './short-type.ts';
import type { SchemaError, Steps, Validator } from './validate.ts';

export interface ExplainOptions {
  /** Where the value stands in the arguments. */
  readonly pointer: string;
  readonly candidates: Candidates;
  readonly steps: Steps;
}

const MOST_PROBLEMS = 100;
const MOST_ERRORS = 2000;
const MOST_ARMS = 12;
const MOST_LEVELS = 4;

/**
 * What is wrong with a value, one sentence a problem; of a union only what keeps it from the arm it is nearest to.
 * `undefined` where finding out takes more steps than are left.
 */
export function explainErrors(
  value: unknown,
  validator: Validator,
  options: ExplainOptions,
): readonly Problem[] | undefined {
  const found = validator.errorsOf(value, options.steps);
  if (found === undefined || found.length === 0) return found && [];
  const errors = nearestErrors(found, { validator, levels: MOST_LEVELS, steps: options.steps });
  const problems = errors.slice(0, MOST_PROBLEMS).flatMap((error) => explain(error, options) ?? []);
  return [...new Map(problems.map((problem) => [`${problem.pointer} ${problem.text}`, problem])).values()];
}

interface Search {
  readonly validator: Validator;
  readonly levels: number;
  readonly steps: Steps;
}

/** The errors of a value; instead of all that the arms of a union say, what its nearest arm does. */
function nearestErrors(errors: readonly SchemaError[], search: Search): readonly SchemaError[] {
  let left = firstOf(errors);
  const explained: SchemaError[] = [];
  for (let union = lastUnion(left); union !== undefined; union = lastUnion(left)) {
    const from = union;
    left = left.filter((error) => error !== from && !isFromArms(error, from, search.validator));
    explained.push(...errorsOfUnion(from, search));
  }
  return [...left.filter(({ keyword }) => keyword !== 'if'), ...explained];
}

/** Enough to explain; cut behind a union, whose errors follow those of its arms. */
function firstOf(errors: readonly SchemaError[]): readonly SchemaError[] {
  if (errors.length <= MOST_ERRORS) return errors;
  const first = errors.slice(0, MOST_ERRORS);
  const end = first.findLastIndex(({ keyword }) => keyword === 'anyOf') + 1;
  return end === 0 ? first : first.slice(0, end);
}

function lastUnion(errors: readonly SchemaError[]): SchemaError | undefined {
  return errors.findLast(({ keyword }) => keyword === 'anyOf');
}

function isFromArms(error: SchemaError, union: SchemaError, validator: Validator): boolean {
  const isAtOrBelow =
    error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
  if (!isAtOrBelow) return false;
  const [place, here] = [validator.placeOf(error.parentSchema), validator.placeOf(union.parentSchema)];
  if (place === undefined || here === undefined) return true;
  return place !== here && (place.startsWith(`${here}/anyOf/`) || !place.startsWith(`${here}/`));
}

function errorsOfUnion(union: SchemaError, { validator, levels, steps }: Search): readonly SchemaError[] {
  const arms: readonly unknown[] = Array.isArray(union.schema) ? union.schema : [];
  if (levels === 0 || arms.length > MOST_ARMS) return [union];
  const answers = arms.flatMap((arm) => {
    const part = validator.partOf(arm);
    const errors = part?.errorsOf(union.data, steps);
    return part === undefined || errors === undefined ? [] : [{ part, errors }];
  });
  const [best] = answers.sort((a, b) => distanceOf(a.errors) - distanceOf(b.errors));
  if (best === undefined || distanceOf(best.errors) >= WRONG_TYPE) return [union];
  const telling = best.errors.filter((error) =>
    answers.every(({ errors }) => errors.some((other) => isSameChoice(error, other))),
  );
  const errors =
    telling.length > 0
      ? telling.map((error) =>
          withChoices(
            error,
            answers.flatMap((answer) => answer.errors),
          ),
        )
      : nearestErrors(best.errors, { validator: best.part, levels: levels - 1, steps });
  return errors.length === 0
    ? [union]
    : errors.map((error) => ({ ...error, instancePath: union.instancePath + error.instancePath }));
}

/** Both want one of their own values in the same member: it tells the arms apart, and belongs to none of them. */
function isSameChoice(error: SchemaError, other: SchemaError): boolean {
  return isChoice(error) && isChoice(other) && error.instancePath === other.instancePath && error.instancePath !== '';
}

function isChoice({ keyword }: SchemaError): boolean {
  return keyword === 'enum' || keyword === 'const';
}

/** The values of all arms: any of them would do. */
function withChoices(error: SchemaError, all: readonly SchemaError[]): SchemaError {
  const same = all.filter((other) => isSameChoice(error, other));
  const allowed = same.flatMap(({ params }) => params.allowedValues ?? params.allowedValue ?? []);
  return { ...error, params: { ...error.params, allowedValues: [...new Set(allowed)] } };
}

const MOST_CHOICES = 12;

/** The values that a type does not show, since a discriminator says them. */
function choiceText(values: unknown): string | undefined {
  if (!Array.isArray(values) || values.length === 0) return undefined;
  const shown = values.slice(0, MOST_CHOICES).map((value) => show(value, ''));
  return `expected ${shown.join('|')}${values.length > MOST_CHOICES ? '|…' : ''}`;
}

const WRONG_TYPE = 1000;

/** How far a value is from an arm: another type is farthest, then another discriminating value, then what is missing. */
function distanceOf(errors: readonly SchemaError[]): number {
  return errors.reduce((sum, error) => {
    const { keyword, instancePath } = error;
    if (keyword === 'type' && instancePath === '') return sum + WRONG_TYPE;
    if (isChoice(error)) return sum + 20;
    return sum + (keyword === 'required' ? 3 : 1);
  }, 0);
}

function explain(error: SchemaError, { pointer, candidates }: ExplainOptions): Problem | undefined {
  const at = pointer + error.instancePath;
  const path = error.instancePath.split('/').slice(1).map(unescaped);
  const { keyword, params, data } = error;
  if (keyword === 'required') {
    const name = String(params.missingProperty);
    const text = `${requiredText(candidatesAt(candidates, [...path, name]))}${misspelt(name, data, candidatesAt(candidates, path))}`;
    return schemaProblem(below(at, name), text);
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params.additionalProperty ?? params.unevaluatedProperty);
    const { properties } = shapeOf(candidatesAt(candidates, path));
    const described = properties.get(name);
    if (described?.every(({ readOnly }) => readOnly))
      return aboutName(schemaProblem(below(at, name), 'is read-only; leave it out'));
    // two closed schemas in an `allOf` refuse each other's members; nobody means that
    return described === undefined
      ? aboutName(schemaProblem(below(at, name), unknownText(name, properties.keys())))
      : undefined;
  }
  // what is wrong with a name is said once, by `propertyNames` itself
  if (error.propertyName !== undefined && keyword !== 'propertyNames') return undefined;
  if (keyword === 'propertyNames') {
    return schemaProblem(below(at, String(params.propertyName)), 'is not a name allowed here');
  }
  const rule = ruleText(keyword, error, candidatesAt(candidates, path));
  return schemaProblem(at, `${rule}, got ${show(data, at)}`);
}

/** What was given in place of a member that is missing, where the schema does not know it. */
function misspelt(name: string, given: unknown, candidates: Candidates): string {
  if (!isObject(given)) return '';
  const { properties } = shapeOf(candidates);
  const [near] = closest(
    name,
    Object.keys(given).filter((each) => !properties.has(each)),
    1,
  );
  return near === undefined ? '' : `; ${showName(near)} was given, did you mean ${showName(name)}?`;
}

export function requiredText(candidates: Candidates): string {
  const type = argumentText(candidates);
  return type === 'any value' ? 'required' : `required, ${type}`;
}

/** A name that is not known, and the one that was perhaps meant. */
export function unknownText(name: string, names: Iterable<string>): string {
  const [near] = closest(name, names, 1);
  return near === undefined ? 'unknown, not allowed here' : `unknown; did you mean ${showName(near)}?`;
}

/** What a format looks like: `a date like 2026-01-31`. */
export function formatText(format: unknown): string {
  const example = exampleOfFormat(format);
  return example === undefined ? `expected format ${String(format)}` : `expected ${String(format)} like ${example}`;
}

/** A pattern is only of use whole, within reason; what it stands for is told by an example. */
export function patternText(pattern: string, schema: Schema | undefined): string {
  return [`must match ${showName(pattern, 300)}`, ...exampleOf(schema)].join(', ');
}

/** What a keyword asks for. */
function ruleText(keyword: string, { params, data }: SchemaError, candidates: Candidates): string {
  if (keyword === 'format') return formatText(params.format);
  if (keyword === 'pattern') return patternText(String(params.pattern), candidates[0]);
  const limit = String(params.limit ?? params.multipleOf ?? '');
  const text = RULES.get(keyword);
  if (text !== undefined) return text.replace('#', limit);
  if (keyword === 'not') return 'is a value that is not allowed';
  const hidden =
    keyword === 'enum' && shortType(candidates) === 'string' ? choiceText(params.allowedValues) : undefined;
  return hidden ?? `expected ${argumentText(candidates, data)}`;
}

const RULES: ReadonlyMap<string, string> = new Map([
  ['minimum', 'must be ≥ #'],
  ['maximum', 'must be ≤ #'],
  ['exclusiveMinimum', 'must be > #'],
  ['exclusiveMaximum', 'must be < #'],
  ['multipleOf', 'must be a multiple of #'],
  ['minLength', 'must have at least # characters'],
  ['maxLength', 'must have at most # characters'],
  ['minItems', 'must have at least # items'],
  ['maxItems', 'must have at most # items'],
  ['uniqueItems', 'must not hold the same item twice'],
  ['minProperties', 'must have at least # members'],
  ['maxProperties', 'must have at most # members'],
  ['dependentRequired', 'lacks a member that another one needs'],
]);

/** What a rule of the form `keyword: limit` asks for. */
export function limitText(keyword: string, limit: number): string {
  return (RULES.get(keyword) ?? keyword).replace('#', String(limit));
}

/** The schemas of the value at `path` within a value of the candidates. */
export function candidatesAt(candidates: Candidates, path: readonly string[]): Candidates {
  return path.reduce<Candidates>((at, segment) => {
    const { properties, extra, items, prefixItems } = shapeOf(at);
    const index = /^\d{1,9}$/.test(segment) ? Number(segment) : -1;
    return properties.get(segment) ?? prefixItems[index] ?? (index >= 0 && items.length > 0 ? items : extra);
  }, candidates);
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
