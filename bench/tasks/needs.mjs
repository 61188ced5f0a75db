// What a step needs to be known before it can be written, and what of its answer has to be known for later steps.
import { fieldsIn, namesGiven, rootsIn } from './expressions.mjs';
import { referencesIn } from './references.mjs';

/** Whether every argument's name has been read; names inside them too, save where any are taken. */
export function inputsSeen(step, { inputs, innerInputs, open }) {
  const names = Object.keys(step.args ?? {}).filter((name) => name !== 'body');
  if (!names.every((name) => inputs.has(name))) return false;
  const { body, ...members } = step.args ?? {};
  const inner = [
    ...namesInside(body, open),
    ...Object.entries(members).flatMap(([name, value]) => (open.has(name) ? [] : namesInside(value, open))),
  ];
  return inner.every((name) => innerInputs.has(name));
}

function namesInside(value, open) {
  if (Array.isArray(value)) return value.flatMap((each) => namesInside(each, open));
  if (value === null || typeof value !== 'object' || isWritten(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...(open.has(name) ? [] : namesInside(member, open)),
  ]);
}

/** References, texts and files are one value each. */
function isWritten(value) {
  const names = Object.keys(value);
  return (
    names.includes('$base64') || names.includes('$text') || (names.length === 1 && ['ref', 'text'].includes(names[0]))
  );
}

/** Paths of arguments that have not been read, without their own last names. */
export function unseenInputs({ args = {} }, { inputs, innerInputs, open }) {
  const paths = [];
  const look = (value, path) => {
    for (const each of Array.isArray(value) ? value : []) look(each, path);
    if (Array.isArray(value) || value === null || typeof value !== 'object' || isWritten(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (path.length === 0 ? !inputs.has(name) : !innerInputs.has(name)) paths.push(path);
      if (!open.has(name)) look(member, [...path, name]);
    }
  };
  look(args, []);
  return paths;
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
    const all = [
      ...referencesIn(other.args ?? {}),
      ...[other.each, other.if].filter((each) => typeof each === 'string'),
    ];
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

/** What a step names that the client has not read. */
export function unseenNames(step, later, known) {
  const names = Object.keys(step.args ?? {}).filter((name) => name !== 'body' && !known.inputs.has(name));
  const inner = unseenInputs(step, known).length > names.length ? ['what is inside them'] : [];
  return {
    inputs: [...names, ...inner],
    outputs: neededFields(step, later).filter((name) => !known.outputs.has(name)),
  };
}

export function fieldsSeen(fields, { outputs }) {
  return fields.every((name) => outputs.has(name));
}
