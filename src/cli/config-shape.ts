import { ToolError } from '../errors.ts';
import { closest } from '../suggest.ts';

/** Reads one value of a config file; throws `config_invalid` that names the place where it is not what it should be. */
export type Read<T> = (value: unknown, place: string) => T;

type Fields = Readonly<Record<string, Read<unknown>>>;
export type Shape<F extends Fields> = { readonly [K in keyof F]?: ReturnType<F[K]> };

export const text: Read<string> = (value, place) => {
  if (typeof value === 'string') return value;
  throw wrong(place, 'a text', value);
};

/** A text, or a number or boolean that YAML read out of one. */
export const scalar: Read<string> = (value, place) => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return text(value, place);
};

export const flag: Read<boolean> = (value, place) => {
  if (typeof value === 'boolean') return value;
  throw wrong(place, 'true or false', value);
};

/** True or false, or something that says more. */
export function flagOr<T>(read: Read<T>): Read<boolean | T> {
  return (value, place) => (typeof value === 'boolean' ? value : read(value, place));
}

/** One text, or a list of them. */
export const texts: Read<readonly string[]> = (value, place) =>
  Array.isArray(value) ? value.map((each, index) => text(each, `${place}[${index}]`)) : [text(value, place)];

/** A list of such values. */
export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrong(place, 'a list', value);
    return value.map((each, index) => read(each, `${place}[${index}]`));
  };
}

export function oneOf<T extends string>(...allowed: readonly T[]): Read<T> {
  return (value, place) => {
    const found = allowed.find((each) => each === value);
    if (found === undefined) throw wrong(place, `one of ${allowed.join(', ')}`, value);
    return found;
  };
}

/** An object with names of the author's own. */
export function named<T>(read: Read<T>): Read<ReadonlyMap<string, T>> {
  return (value, place) =>
    new Map(Object.entries(object(value, place)).map(([name, held]) => [name, read(held, `${place}.${name}`)]));
}

/** An object with these members and no others. */
export function members<F extends Fields>(fields: F): Read<Shape<F>> {
  return (value, place) => {
    const given = object(value, place);
    const read = Object.entries(given).map(([name, held]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const inner = place === '' ? name : `${place}.${name}`;
      if (field === undefined) throw unknown(inner, closest(name, Object.keys(fields), 1)[0]);
      return [name, field(held, inner)] as const;
    });
    return Object.fromEntries(read) as Shape<F>;
  };
}

function object(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw wrong(place, 'an object', value);
}

/** The value itself is not repeated: it may be a secret in the wrong place. */
function wrong(place: string, expected: string, value: unknown): ToolError {
  const kind = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return new ToolError('config_invalid', `${place === '' ? 'It' : place} must be ${expected}, not ${kind}.`);
}

function unknown(place: string, near: string | undefined): ToolError {
  const hint = near === undefined ? {} : { hint: `Did you mean ${near}?` };
  return new ToolError('config_invalid', `${place} is no setting.`, hint);
}
