import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import { toJsonSchema } from '../catalog/json-schema.ts';
import type { Schema } from '../catalog/schema.ts';
import { isObject } from './json-value.ts';
import { type CompilePattern, LONGEST_TEXT, loadPatterns, type TestText } from './linear-pattern.ts';
import { type PreparedSchema, prepareSchema, STEP } from './prepare-schema.ts';

export type SchemaError = ErrorObject;

/** Visits of schema nodes that a check may still make, all its parts together. */
export interface Steps {
  left: number;
  /** A text was too long to be compared with its pattern. */
  skippedPattern?: boolean;
}

export interface Validator {
  /** Parts of the schema are not checked because that would take too long. */
  readonly isPartial: boolean;
  /**
   * What is wrong with the value, as ajv says it, with `parentSchema` and `data`; numbers only, no bigint.
   * `undefined` where that takes more steps than are left.
   */
  errorsOf(value: unknown, steps: Steps): readonly SchemaError[] | undefined;
  /** The validator of one part of the schema, named by an object within it; `undefined` where it cannot be compiled. */
  partOf(node: unknown): Validator | undefined;
  /** Where an object within the schema stands, as a JSON pointer, so that errors can be told apart by their origin. */
  placeOf(node: unknown): string | undefined;
}

/** Formats that say how a number or a text is stored, not how it is written; OpenAPI's own names. */
const NOT_CHECKED = ['int32', 'int64', 'float', 'double', 'byte', 'binary', 'password', 'regex'];
const LONGEST_FORMATTED = 2000;
const MOST_COMPILED = 200;
/** Nodes of a description's schema that are looked at before the nearest of them are kept. */
const MOST_WRITTEN = 10_000;

const compiled = new LRUCache<Schema, Validator | Promise<Validator>>({ max: MOST_COMPILED });

/** The validator of a request value; a promise of it at first use, the 200 used last are kept. Never throws: what cannot be compiled admits anything. */
export function validatorFor(schema: Schema): Validator | Promise<Validator> {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = createValidator(schema).then((validator) => {
    compiled.set(schema, validator);
    return validator;
  });
  compiled.set(schema, made);
  return made;
}

/** The checks of texts that `format` asks for (RFC 3339 dates, UUIDs, e-mail addresses, …); none for formats that are not about form. */
export async function loadFormats(): Promise<(format: string) => TestText | undefined> {
  const { fullFormats } = await import('ajv-formats/dist/formats.js');
  const tests = new Map<string, TestText>();
  for (const [name, format] of Object.entries(fullFormats)) {
    const test = NOT_CHECKED.includes(name) ? undefined : toTest(format);
    if (test !== undefined) tests.set(name, (text) => text.length > LONGEST_FORMATTED || test(text));
  }
  return (format) => tests.get(format);
}

function toTest(format: unknown): TestText | undefined {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return (text) => format(text) === true;
  return isObject(format) ? toTest(format.validate) : undefined;
}

async function createValidator(schema: Schema): Promise<Validator> {
  const skipped: Skipped = { patterns: 0 };
  const [ajv, compilePattern] = await Promise.all([createAjv(skipped), loadPatterns()]);
  const prepared = prepareSchema(
    toJsonSchema(schema, { direction: 'request', mostNodes: MOST_WRITTEN }),
    compilePattern,
  );
  return validatorWith(ajv, prepared, skipped);
}

/** How many comparisons of long texts with patterns a validator has left out; checks are synchronous, so that each can tell its own. */
interface Skipped {
  patterns: number;
}

/** One Ajv a schema: a shared one never gives its memory back. */
async function createAjv(skipped: Skipped): Promise<Ajv2020> {
  const [{ Ajv2020 }, formatOf, compilePattern] = await Promise.all([
    import('ajv/dist/2020.js'),
    loadFormats(),
    loadPatterns(),
  ]);
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    meta: false,
    addUsedSchema: false,
    allErrors: true,
    verbose: true,
    ownProperties: true,
    inlineRefs: false,
    multipleOfPrecision: 6,
    unicodeRegExp: false,
    logger: false,
    passContext: true,
    code: { optimize: false, regExp: patternEngine(compilePattern, skipped) },
  });
  // before any reference is followed, so that no path through shared definitions is free
  ajv.addKeyword({ keyword: STEP, before: '$ref', schema: false, errors: false, valid: true, validate: takeStep });
  for (const name of NOT_CHECKED) ajv.addFormat(name, true);
  for (const name of FORMATS) {
    const test = formatOf(name);
    if (test !== undefined) ajv.addFormat(name, test);
  }
  return ajv;
}

const FORMATS = [
  'date',
  'time',
  'date-time',
  'duration',
  'uri',
  'uri-reference',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
  'json-pointer',
];

function takeStep(this: Steps): boolean {
  this.left--;
  if (this.left < 0) throw new RangeError('too many steps');
  return true;
}

function patternEngine(compilePattern: CompilePattern, skipped: Skipped) {
  const engine = (pattern: string) => {
    const compiled = compilePattern(pattern) ?? (() => true);
    const test = (text: string): boolean => {
      if (text.length > LONGEST_TEXT) skipped.patterns++;
      return compiled(text);
    };
    return { test, toString: () => pattern };
  };
  return Object.assign(engine, { code: 'linear' });
}

function validatorWith(ajv: Ajv2020, { schema: root, tooCostly }: PreparedSchema, skipped: Skipped): Validator {
  const places = new Map<unknown, string>();
  const parts = new Map<string, Validator>();
  ajv.addSchema(root, 'root');

  const partAt = (place: string): Validator => {
    const validate = compileAt(ajv, place);
    return Object.freeze({
      isPartial: tooCostly,
      errorsOf(value: unknown, steps: Steps) {
        if (validate === undefined) return [];
        const before = skipped.patterns;
        const errors = errorsWithin(validate, value, steps);
        if (skipped.patterns > before) steps.skippedPattern = true;
        return errors;
      },
      partOf(node: unknown) {
        const part = validator.placeOf(node);
        if (part === undefined) return undefined;
        const made = parts.get(part) ?? partAt(part);
        parts.set(part, made);
        return made;
      },
      placeOf(node: unknown) {
        if (places.size === 0) collectPlaces(root, '', places);
        return places.get(node);
      },
    });
  };
  const validator = partAt('');
  return validator;
}

/** Steps and the stack run out as a RangeError alike. */
function errorsWithin(validate: ValidateFunction, value: unknown, steps: Steps): readonly SchemaError[] | undefined {
  try {
    return validate.call(steps, value) ? [] : [...(validate.errors ?? [])];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function compileAt(ajv: Ajv2020, place: string): ValidateFunction | undefined {
  try {
    const fragment = place.split('/').map(encodeURIComponent).join('/');
    return ajv.getSchema(`root#${fragment}`) as ValidateFunction | undefined;
  } catch {
    return undefined;
  }
}

/** A prepared schema is a tree, so each object has one place. */
function collectPlaces(node: unknown, place: string, places: Map<unknown, string>): void {
  if (typeof node !== 'object' || node === null) return;
  if (isObject(node)) places.set(node, place);
  for (const [key, member] of Object.entries(node)) {
    collectPlaces(member, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, places);
  }
}
