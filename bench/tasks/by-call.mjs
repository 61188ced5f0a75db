// Trivium's tools used one call at a time: with signatures, `select` and `pages`, or with all of that switched off.
import { pickFrom } from './expressions.mjs';
import { joinPages } from './join-pages.mjs';
import { learnData } from './knowledge.mjs';
import { fieldsSeen, inputsSeen, pickedFields } from './needs.mjs';

/** A port for `playStepByStep`. `handles` may come from elsewhere. */
export function createByCall(tools, { meter, operations, stumble }) {
  const handles = new Map();
  const { ways } = tools;

  async function prepare(steps) {
    const found = await tools.find(steps);
    for (const step of steps) handles.set(step, found(step));
    const missing = steps.find((step) => handles.get(step) === undefined);
    if (missing !== undefined) return `not found: ${missing.find}`;
    await describeWhere(steps, (step, known) => !ways.signatures || !inputsSeen(step, known) || wantsShape(step, known));
    return undefined;
  }

  /** A list is better read with a `select`; a single object is read as it is. */
  function wantsShape(step, known) {
    return ways.select && step.all === true && !fieldsSeen(pickedFields(step), known);
  }

  async function describeWhere(steps, isWanted) {
    const wanted = new Map(steps.filter((step) => isWanted(step, handles.get(step))).map((step) => [handles.get(step), step]));
    await meter.together([...wanted].map(([known]) => () => tools.describe(known)));
    const expansions = [...wanted].flatMap(([known, step]) => {
      const path = unfoldFor(step, known);
      return path === undefined ? [] : [() => tools.describe(known, path)];
    });
    await meter.together(expansions);
    for (const [known, step] of wanted) if (!inputsSeen(step, known)) stumble(`${known.id}: never shows how to write ${JSON.stringify(step.args)}`);
  }

  async function read(step, args) {
    const known = handles.get(step);
    const pick = step.pick === '@' ? undefined : step.pick;
    const select = ways.select && pick !== undefined && fieldsSeen(pickedFields(step), known) ? pick : undefined;
    const values = [];
    for await (const answer of tools.readPages(known, args, { select, all: step.all === true })) {
      if (answer.status === 0 || answer.status >= 400) return { ok: false, said: `${answer.status} ${answer.body.slice(0, 300)}` };
      if (step.pick === undefined) return { ok: true, value: null };
      const value = answer.cursor !== undefined && isCutFor(step, answer) ? await tools.readWhole(answer) : answer.value;
      values.push(value ?? null);
    }
    if (select !== undefined) return { ok: true, value: values.length === 1 ? values[0] : values.flat() };
    const whole = joinPages(values);
    learnData(known, whole);
    return { ok: true, value: pickFrom(whole, step.pick) };
  }

  const isRead = (step) => operations.get(handles.get(step)?.id)?.method === 'GET';
  return { prepare, read, isRead, handles, describeWhere };
}

/** Whether what a cut names may hold what the pick needs: items of a list, or a part whose name it reads. */
function isCutFor(step, { cut = '' }) {
  if (/\ditems|\d items|members|more\b/.test(cut)) return true;
  return pickedFields(step).some((name) => new RegExp(`\\b${name.replace(/[^\w]/g, '.')}\\b`).test(cut));
}

/** A part that a description left out and that what is still unseen may be in. */
export function unfoldFor(step, known) {
  if (known.folded.size === 0) return undefined;
  const paths = [...known.folded];
  if (!inputsSeen(step, known)) {
    const inputs = Object.keys(step.args ?? {});
    const inner = paths.find((path) => /^(body|params)/.test(path) && inputs.some((name) => path.includes(name)));
    return inner ?? paths.find((path) => /^(body|params)\.?\+?/.test(path));
  }
  const fields = pickedFields(step);
  if (fieldsSeen(fields, known)) return undefined;
  const seen = fields.filter((name) => known.outputs.has(name));
  const inner = paths.find((path) => /^response/.test(path) && seen.some((name) => path.split(/[.[\]|]+/).includes(name)));
  return inner ?? paths.find((path) => /^response.*\+\d+$/.test(path));
}
