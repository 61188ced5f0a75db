// Each recorded call against a fresh state: was done what the task says, and nothing else?
import { bodyOf, difference } from './oracle.mjs';
import { withServer } from './set-up.mjs';

/** Every task's fault, or undefined where the call did it. A task with variants must be right in each. */
export function gradeSheet(set, sheet) {
  const calls = readSheet(sheet);
  return withServer(set, async (server, upstream) => {
    const results = [];
    for (const [index, task] of set.tasks.entries()) {
      const number = index + 1;
      const call = calls.get(number);
      results.push({ number, call, ...(await gradeTask(task, call, { set, server, upstream })) });
    }
    return results;
  });
}

/** `7: {…}` by number; a line of another form is no answer. */
function readSheet(sheet) {
  const lines = [...sheet.matchAll(/^\s*(\d+)[:.]\s*(\{.*\})\s*$/gm)];
  return new Map(lines.map(([, number, call]) => [Number(number), call]));
}

async function gradeTask(task, call, context) {
  if (call === undefined) return { fault: 'there is no answer', text: '' };
  let text = '';
  for (const vary of [undefined, ...(task.variants ?? [])]) {
    const played = await play({ task, call, vary }, context);
    text = played.text;
    const fault = played.fault ?? faultOf(task, played);
    if (fault !== undefined) return { fault: `${vary === undefined ? '' : 'in another state: '}${fault}`, text };
  }
  return { fault: undefined, text };
}

/** What a call answers and leaves behind. */
async function play({ task, call, vary }, { set, server, upstream }) {
  const fresh = () => {
    const state = set.createState();
    vary?.(state);
    return state;
  };
  const state = fresh();
  upstream.reset(state);
  let asked = call;
  let earlier = '';
  if (task.first !== undefined) {
    earlier = (await before(task, server, upstream)).text;
    const cursor = /cursor "([^"]+)"/.exec(earlier)?.[1];
    if (task.cursor !== undefined) asked = call.replaceAll(task.cursor, cursor ?? '');
    task.mend?.(state);
  }
  const outcome = { fresh, state, earlier, text: '' };
  try {
    const answer = await server.call('execute_endpoint', JSON.parse(asked));
    return { ...outcome, ...answer, requests: [...upstream.requests], value: bodyOf(answer.text) };
  } catch (error) {
    return { ...outcome, fault: `no answer: ${error.message}` };
  }
}

/** The call that the task tells of, made as the reader is told it was. */
export async function before(task, server, upstream) {
  upstream.spoil(task.spoil);
  const answer = await server.call('execute_endpoint', task.first);
  upstream.spoil(undefined);
  upstream.requests.length = 0;
  return answer;
}

function faultOf(task, played) {
  const { fresh, state, text, isError } = played;
  const faults = [task.change, task.or].flatMap((change, index) => {
    if (index === 1 && change === undefined) return [];
    const wanted = fresh();
    change?.(wanted);
    return [difference(state, wanted)];
  });
  if (!faults.includes(undefined)) return `${faults[0]}; answered: ${text.slice(0, 300).replaceAll('\n', ' | ')}`;
  if (isError && task.mayFail?.(fresh()) !== true) return `an error: ${text.slice(0, 300).replaceAll('\n', ' | ')}`;
  return task.shows?.({ ...played, state: fresh() });
}
