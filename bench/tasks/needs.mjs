// What a step needs to be known before it can be written, and what of its answer has to be known for later steps.
import { fieldsIn, namesGiven, rootsIn } from './expressions.mjs';
import { referencesIn } from './references.mjs';

/** Whether every argument's name has been read; names inside them too, save where any are taken. */
export function inputsSeen(step, { inputs, innerInputs, open }) {
  const names = Object.keys(step.args ?? {}).filter((name) => name !== 'body');
  if (!names.every((name) => inputs.has(name))) return false;
  const { body, ...members } = step.args ?? {};
  const inner = [...namesInside(body, true), ...Object.entries(members).flatMap(([name, value]) => (open.has(name) ? [] : namesInside(value)))];
  return inner.every((name) => innerInputs.has(name));
}

function namesInside(value) {
  if (Array.isArray(value)) return value.flatMap((each) => namesInside(each));
  if (value === null || typeof value !== 'object') return [];
  const names = Object.keys(value);
  if (names.length === 1 && ['ref', 'text', '$base64', '$text'].includes(names[0])) return [];
  if (names.includes('$base64')) return [];
  return names.flatMap((name) => [name, ...namesInside(value[name])]);
}

/** Fields of a step's answer that its pick names. */
export function pickedFields({ pick }) {
  return pick === undefined || pick === '@' ? [] : fieldsIn(pick);
}

/** Fields of a step's answer that anything written before the answer is seen names: its own pick, and references of later steps. */
export function neededFields(step, later) {
  const given = step.pick === undefined ? [] : namesGiven(step.pick);
  const expressions = later.flatMap((other) => {
    const item = typeof other.each === 'string' ? rootsIn(other.each) : [];
    const all = [...referencesIn(other.args ?? {}), ...[other.each, other.if].filter((each) => typeof each === 'string')];
    return all.filter((each) => {
      const roots = rootsIn(each);
      return roots.includes(step.as) || (roots.includes('item') && item.includes(step.as));
    });
  });
  const named = expressions.flatMap((each) => {
    const roots = new Set(rootsIn(each));
    return fieldsIn(each).filter((name) => !roots.has(name));
  });
  return [...new Set([...pickedFields(step), ...named.filter((name) => !given.includes(name))])];
}

export function fieldsSeen(fields, { outputs }) {
  return fields.every((name) => outputs.has(name));
}
