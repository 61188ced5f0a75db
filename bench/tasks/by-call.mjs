// Trivium's tools used one call at a time: with signatures, `select` and `pages`, or with all of that switched off.
import { pathsIn, pickFrom } from './expressions.mjs';
import { joinPages } from './join-pages.mjs';
import { learnData } from './knowledge.mjs';
import { fieldsSeen, inputsSeen, pickedFields, unseenInputs, unseenNames } from './needs.mjs';

/** A port for `playStepByStep`. `handles` may come from elsewhere. */
export function createByCall(tools, { meter, operations, stumble }) {
  const handles = new Map();
  const { ways } = tools;

  async function prepare(steps) {
    const found = await tools.find(steps);
    for (const step of steps) handles.set(step, found(step));
    const missing = steps.find((step) => handles.get(step) === undefined);
    if (missing !== undefined) return `not found: ${missing.find}`;
    await describeWhere(
      steps,
      (step, known) => !ways.signatures || !inputsSeen(step, known) || wantsShape(step, known),
    );
    return undefined;
  }

  /** A list is better read with a `select`; a single object is read as it is. */
  function wantsShape(step, known) {
    return ways.select && step.all === true && !fieldsSeen(pickedFields(step), known);
  }

  async function describeWhere(steps, isWanted) {
    const wanted = steps.filter((step) => isWanted(step, handles.get(step)));
    for (const step of ways.signatures ? wanted : []) tellUnseen(step, steps.slice(steps.indexOf(step) + 1));
    const unread = new Set(wanted.map((step) => handles.get(step)).filter(({ isDescribed }) => !isDescribed));
    await meter.together([...unread].map((known) => () => tools.describe(known)));
    await meter.together(wanted.map((step) => () => unfold(step, handles.get(step))));
    for (const step of wanted)
      if (!inputsSeen(step, handles.get(step)))
        stumble(`${handles.get(step).id}: never shows how to write ${JSON.stringify(step.args)}`);
  }

  function tellUnseen(step, later) {
    const known = handles.get(step);
    const { inputs, outputs } = unseenNames(step, later, known);
    const said = [
      ['arguments', inputs],
      ['fields', outputs],
    ].filter(([, names]) => names.length > 0);
    const what = said.map(([kind, names]) => `${kind} ${names.join(', ')}`).join(' and ');
    if (!known.isDescribed) stumble(`${known.id} had to be described: its signature lacks ${what}`);
  }

  /** Parts that a description left out, one after the other, until what the step needs is there. */
  async function unfold(step, known) {
    const asked = new Set();
    for (let round = 0; round < MOST_UNFOLDED; round++) {
      const path = unfoldFor(ways.select ? step : { ...step, pick: undefined }, known, asked);
      if (path === undefined) return;
      asked.add(path);
      if (ways.signatures) stumble(`${known.id} had to be expanded at ${path}`);
      await tools.describe(known, path);
    }
  }

  async function read(step, args) {
    const known = handles.get(step);
    const pick = step.pick === '@' ? undefined : step.pick;
    const select = ways.select && pick !== undefined && fieldsSeen(pickedFields(step), known) ? pick : undefined;
    const values = [];
    for await (const answer of tools.readPages(known, args, { select, all: step.all === true })) {
      if (answer.status === 0 || answer.status >= 400)
        return { ok: false, said: `${answer.status} ${answer.body.slice(0, 300)}` };
      if (step.pick === undefined) return { ok: true, value: null };
      if (answer.cursor === undefined || !isCutFor(step, answer)) {
        values.push(answer.value ?? null);
        continue;
      }
      if (ways.select && select === undefined) learnData(known, answer.value);
      // what was kept can be picked from, now that its names are known
      if (
        ways.select &&
        select === undefined &&
        pick !== undefined &&
        values.length === 0 &&
        answer.nextCall === undefined &&
        fieldsSeen(pickedFields(step), known)
      ) {
        const picked = await tools.executeText({ cursor: answer.cursor, select: pick });
        return {
          ok: true,
          value: (picked.cursor === undefined ? picked.value : await tools.readWhole(picked)) ?? null,
        };
      }
      values.push((await tools.readWhole(answer)) ?? null);
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

const MOST_UNFOLDED = 3;

/** The part that a description left out in which what is still unseen has to be. */
function unfoldFor(step, known, asked) {
  const folded = [...known.folded].filter((path) => !asked.has(path));
  const unseen = [
    ...unseenInputs(step, known).flatMap((path) => [
      ['body', ...path],
      ['params', ...path],
    ]),
    ...(step.pick === undefined ? [] : pathsIn(step.pick))
      .filter((path) => path.some((name) => !known.outputs.has(name)))
      .map((path) => ['response', ...path.slice(0, -1)]),
  ];
  const inside = (path) => (wanted) => namesOf(path).every((name, at) => wanted[at] === name);
  const fitting = folded.filter((path) => unseen.some(inside(path)));
  return fitting.sort((a, b) => namesOf(b).length - namesOf(a).length)[0];
}

/** `response.items[].status.+4` as `response`, `items`, `status`. */
function namesOf(path) {
  return path.split(/[.[\]|]+/).filter((name) => name !== '' && !/^[+]?\d+$/.test(name));
}
