// Trivium with `steps`: as much of a task in one call as the client can write from what it has read. Where it cannot name a field of
// an answer that later steps need, it describes the endpoint, or runs the chain up to there and looks.
import { readAnswer, readJson } from './answer-text.mjs';
import { fieldsIn, pickFrom, rootsIn } from './expressions.mjs';
import { learnData } from './knowledge.mjs';
import { fieldsSeen, inputsSeen, neededFields } from './needs.mjs';
import { rootsOf, toTemplates } from './references.mjs';
import { isOff, playStepByStep } from './step-by-step.mjs';
import { placed, withLargestPage } from './three-tools.mjs';

const MOST_ROUNDS = 6;

/** Plays a task; gives `{ answers, fault, recall }`. `recall` reads a result that no answer has shown. */
export async function playChained({ steps, expects }, setting) {
  const { byCall, meter } = setting;
  const known = (step) => byCall.handles.get(step);
  await byCall.describeWhere(steps, (step) => mustDescribe(step, steps, known(step)));
  const scope = {};
  let from = 0;
  for (let round = 0; from < steps.length && round < MOST_ROUNDS; round++) {
    const to = endOfChain(steps, from, known);
    const segment = steps.slice(from, to);
    const lacking = segment
      .flatMap((step) => [...rootsOf(step)])
      .filter((name) => !Object.hasOwn(scope, name) && steps.findIndex(({ as }) => as === name) < from);
    if (lacking.length > 0) return { answers: scope, fault: `needs ${lacking.join(', ')}, which no answer has shown` };
    const { fault } =
      segment.length === 1 && segment[0].each === undefined && segment[0].if === undefined
        ? await playStepByStep(segment, byCall, { meter, scope })
        : await playSegment(segment, {
            ...setting,
            scope,
            known,
            later: steps.slice(to),
            isAsked: expects !== undefined,
          });
    if (fault !== undefined) return { answers: scope, fault };
    from = to;
  }
  const recall = async (name) => {
    const at = steps.findIndex(({ as, each }) => as === name && each === undefined);
    const isReadable =
      at >= 0 && byCall.isRead(steps[at]) && [...rootsOf(steps[at])].every((root) => Object.hasOwn(scope, root));
    if (isReadable) await playStepByStep([steps[at]], byCall, { meter, scope });
    else setting.stumble(`the result of ${name} was not shown, and cannot be read again`);
    return scope[name] ?? null;
  };
  return { answers: scope, fault: undefined, recall };
}

/** Arguments must have been read; so must the fields of a list that others need, since a list is long to look at. */
function mustDescribe(step, steps, known) {
  if (!inputsSeen(step, known)) return true;
  const later = steps.slice(steps.indexOf(step) + 1);
  return (step.all === true || known.isList) && !fieldsSeen(neededFields(step, later), known);
}

/** How far a chain goes: up to the first step whose answer must be looked at before anything can refer to it. */
function endOfChain(steps, from, known) {
  const at = steps.findIndex(
    (step, index) => index >= from && !fieldsSeen(neededFields(step, steps.slice(index + 1)), known(step)),
  );
  return at < 0 ? steps.length : at + 1;
}

async function playSegment(steps, { tools, byCall, meter, stumble, scope, known, later, isAsked }) {
  // a condition on what the client has seen already it judges itself
  const segment = steps.filter((step) => step.if === undefined || !isKnown(step.if, scope) || !isOff(step, scope));
  for (const step of steps) if (!segment.includes(step) && step.as !== undefined) scope[step.as] = null;
  if (segment.length === 0) return {};
  const asked = new Set([...segment, ...later].flatMap((step) => [...rootsOf(step)]));
  const written = segment.map((step) => {
    const isNamed = asked.has(step.as) || (isAsked && step.pick !== undefined);
    return writeStep(step, known(step), { scope, isNamed });
  });
  const selected = new Set(segment.filter((_, index) => written[index].select !== undefined));
  let request = { steps: written };
  const shown = {};
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const text = await tools.send(request);
    const report = readReport(text);
    if (report === undefined) {
      stumble(`chain refused: ${text.slice(0, 900)}`);
      const fixed = round === 0 ? await repaired(text, { segment, known, tools, scope, isAsked, asked }) : undefined;
      if (fixed === undefined) return playStepByStep(segment, byCall, { meter, scope });
      request = fixed;
      continue;
    }
    for (const name of report.unfinished) stumble(`chain went on though not all pages of ${name} were read`);
    mergeShown(
      shown,
      report.results.filter(({ name }) => !report.unfinished.includes(name)),
    );
    if (!report.isStopped) break;
    const isCeiling = /at most \d+ requests/.test(report.head);
    if (!isCeiling) stumble(`chain stopped: ${text.slice(0, 900)}`);
    if (report.goOn === undefined) return { fault: `stopped, and no way to go on: ${text.slice(0, 400)}` };
    if (!isCeiling) return { fault: report.head };
    request = { steps: report.goOn };
  }
  const needed = new Set(later.flatMap((step) => [...rootsOf(step)]));
  await take(segment, shown, { scope, known, tools, isNeeded: ({ as }) => needed.has(as) || isAsked, selected });
  return {};
}

/** A step as the model writes it. A result that is referred to gets a name; what is picked of it is what `select` leaves. */
function writeStep(step, knowledge, { scope, isNamed }) {
  const args = toTemplates(step.all === true ? withLargestPage(step.args ?? {}, knowledge) : (step.args ?? {}), scope);
  const written = { endpoint: knowledge.id, ...placed(args, knowledge) };
  if (isNamed) written.id = step.as;
  if (typeof step.each === 'string')
    written.each = isKnown(step.each, scope) ? pickFrom(scope, step.each) : `{{${step.each}}}`;
  else if (step.each !== undefined) written.each = step.each;
  if (step.if !== undefined && !isKnown(step.if, scope)) written.if = `{{${step.if}}}`;
  if (step.all === true) written.pages = 20;
  if (isSelected(step, knowledge)) written.select = step.pick;
  return written;
}

function isKnown(expression, scope) {
  return rootsIn(expression).every((root) => Object.hasOwn(scope, root));
}

/** Another try after a refusal: with what it shows of the endpoints. */
async function repaired(text, { segment, known, tools, scope, isAsked, asked }) {
  for (const [, name, near] of text.matchAll(
    /\/steps\/\d+\/(?:params|body)\/([^\s/:]+): .*did you mean "?([^\s"?]+)"?\?/g,
  )) {
    for (const step of segment) {
      if (step.args?.[name] === undefined) continue;
      const { [name]: value, ...others } = step.args;
      step.args = { ...others, [near]: value };
    }
  }
  const undescribed = segment.filter((step, index) => text.includes(`/steps/${index}/`) && !known(step).isDescribed);
  for (const step of undescribed) await tools.describe(known(step));
  if (undescribed.length === 0) return undefined;
  return {
    steps: segment.map((step) =>
      writeStep(step, known(step), { scope, isNamed: asked.has(step.as) || (isAsked && step.pick !== undefined) }),
    ),
  };
}

/** The report of a chain; undefined where it was refused as a whole. */
function readReport(text) {
  const lines = text.split('\n');
  const [head = ''] = lines;
  if (!/^\d+ of \d+ steps? done/.test(head)) return undefined;
  const goOn = lines.find((line) => line.startsWith('to go on: {'));
  return {
    head,
    unfinished: lines.filter((line) => line.includes(' · more remain')).map((line) => line.split('  ')[0]),
    isStopped: / · stopped at /.test(head),
    goOn: goOn === undefined ? undefined : readJson(goOn.slice(10))?.steps,
    results: readResults(lines.slice(1)),
  };
}

/** `name: json` on one line, or `name:` and an answer's body below it. */
function readResults(lines) {
  const results = [];
  for (let at = 0; at < lines.length; at++) {
    const small = /^(\w+): ([[{"\d\-tfn].*)$/.exec(lines[at]);
    const title = /^(\w+|step \d+)(, what was done)?:$/.exec(lines[at]);
    if (small !== null && small[1] !== 'note' && readJson(small[2]) !== undefined)
      results.push({ name: small[1], value: readJson(small[2]) });
    if (title === null) continue;
    const below = [];
    while (
      at + 1 < lines.length &&
      (lines[at + 1].startsWith('note: ') || below.every((line) => line.startsWith('note: ')))
    )
      below.push(lines[++at]);
    results.push({ name: title[1], ...readAnswer(below.join('\n')) });
  }
  return results;
}

/** A chain that goes on after its ceiling has its results in two parts. */
function mergeShown(shown, results) {
  for (const { name, ...result } of results) {
    const before = shown[name];
    const isList = Array.isArray(before?.value) && Array.isArray(result.value);
    shown[name] = isList ? { ...result, value: [...before.value, ...result.value] } : result;
  }
}

/** What the report has shown of each result is known from now on; a result that was cut is read on in where somebody needs it. */
async function take(segment, shown, { scope, known, tools, isNeeded, selected }) {
  for (const step of segment) {
    const result = shown[step.as];
    if (result?.value === undefined || !isNeeded(step)) continue;
    const value = result.cursor === undefined ? result.value : await tools.readWhole(result);
    learnData(known(step), value);
    scope[step.as] = selected.has(step) ? value : pickedFrom(value, step);
  }
}

function pickedFrom(value, { pick = '@', each }) {
  return each === undefined ? pickFrom(value, pick) : value.map((one) => pickFrom(one, pick));
}

/** Whether a step's result is what the task picks, not the whole body. */
function isSelected({ pick }, knowledge) {
  return pick !== undefined && pick !== '@' && fieldsSeen(fieldsIn(pick), knowledge);
}
