// A client of Trivium's three tools. What is switched off in `ways` it neither sees nor uses:
//   signatures  lines below the hits of a search      select, pages  these arguments
//   isOneSearch what a task needs is asked for in one search first, joined by "and"; what that does not show, one by one
//   whole       answers are the upstream's bodies, uncut, as servers without a budget give them

import { mergePart, readAnswer, readParts } from './answer-text.mjs';
import { createKnowledge, learnDescription, learnSignature } from './knowledge.mjs';
import { CURSOR_INPUTS, nextArguments } from './next-arguments.mjs';

const MOST_PAGES_OF_HITS = 3;
const MOST_REPAIRS = 3;
const MOST_PAGES = 60;
const MOST_READINGS = 200;
/** What a model asks for that wants all pages and does not know how many there are. */
const PAGES = 20;

export function createThreeTools(server, { meter, upstream, ways, stumble }) {
  const known = new Map();
  const knowledgeOf = (id) => {
    if (!known.has(id)) known.set(id, createKnowledge(id));
    return known.get(id);
  };

  async function call(tool, args, edit = (text) => text) {
    const answer = await server.call(tool, args);
    const text = edit(answer.text);
    meter.count(args, text);
    return text;
  }

  const list = (args) => call('list_endpoints', args, ways.signatures ? undefined : withoutSignatures);

  function learnHits(text) {
    const lines = text.split('\n');
    for (const [at, line] of lines.entries())
      if (/^\S/.test(line) && lines[at + 1]?.startsWith('  ('))
        learnSignature(knowledgeOf(idIn(line)), lines[at + 1].trim());
    return lines.filter((line) => /^\S/.test(line)).map(idIn);
  }

  /** One search for everything that a task needs; one more for each thing that it did not find. Gives ids by step. */
  async function find(steps) {
    const wanted = new Map(steps.map((step) => [keyOf(step), step]));
    const ids = new Map();
    if (wanted.size > 1 && ways.isOneSearch) {
      const query = [...new Set([...wanted.values()].map((step) => step.find))].join(' and ');
      const hits = learnHits(await list({ query }));
      for (const [key, { endpoint }] of wanted) note(ids, key, endpoint, hits);
    }
    const missing = [...wanted].filter(([key]) => !ids.has(key));
    if (wanted.size > 1 && ways.isOneSearch)
      for (const [, { find: sentence }] of missing) stumble(`a search for all intents does not show "${sentence}"`);
    await meter.together(
      missing.map(([key, step]) => async () => {
        let args = { query: step.find };
        for (let page = 0; page < MOST_PAGES_OF_HITS && args !== undefined && !ids.has(key); page++) {
          const text = await list(args);
          note(ids, key, step.endpoint, learnHits(text));
          const cursor = /more: cursor "([^"]+)"/.exec(text)?.[1];
          args = cursor === undefined ? undefined : { cursor };
        }
        if (!ids.has(key))
          stumble(
            `search ${JSON.stringify(step.find)}: none of ${step.endpoint.join(', ')} in ${MOST_PAGES_OF_HITS} pages of hits`,
          );
      }),
    );
    return (step) => (ids.has(keyOf(step)) ? knowledgeOf(ids.get(keyOf(step))) : undefined);
  }

  async function describe(knowledge, expand) {
    const args = { endpoint: knowledge.id, ...(expand === undefined ? {} : { expand }) };
    learnDescription(knowledge, await call('describe_endpoint', args));
  }

  /** One call, again where a refusal shows what was wrong. */
  async function execute(knowledge, args, { select, pages } = {}) {
    let written = '';
    for (let round = 0; ; round++) {
      const request = { endpoint: knowledge.id, ...placed(args, knowledge), ...(pages > 1 ? { pages } : {}) };
      if (select !== undefined) request.select = select;
      const text = await send(request);
      const answer = { ...readAnswer(text), request };
      if (answer.status > 0) return answer;
      stumble(`${knowledge.id}: refused: ${text.slice(0, 400)}`);
      if (written === JSON.stringify(request) || round === MOST_REPAIRS) return answer;
      written = JSON.stringify(request);
      args = await repaired(args, text, knowledge);
    }
  }

  function send(request) {
    return call('execute_endpoint', request, ways.whole ? (text) => withWholeBody(text, upstream.last) : undefined);
  }

  /** Another try, with what the refusal says. */
  async function repaired(args, text, knowledge) {
    const shown = /^It takes: (.*)$/m.exec(text)?.[1];
    if (shown !== undefined) learnSignature(knowledge, shown);
    else if (!knowledge.isDescribed) await describe(knowledge);
    const renamed = { ...args };
    // a day where a moment is wanted
    for (const [, name, day] of text.matchAll(
      /^- \/(?:params|body)\/([^\s/:]+): expected date-time.*, got "(\d{4}-\d\d-\d\d)"$/gm,
    ))
      if (renamed[name] === day) renamed[name] = `${day}T00:00:00Z`;
    for (const [, name, near] of text.matchAll(/^- \/(?:params|body)\/([^\s/:]+): .*did you mean "?([^\s"?]+)"?\?/gm)) {
      if (!Object.hasOwn(renamed, name)) continue;
      renamed[near] = renamed[name];
      delete renamed[name];
    }
    return renamed;
  }

  /** The whole of an answer's body; a cut one is read on in by its cursors. */
  async function readWhole(answer) {
    let { value, cursor } = answer;
    for (let round = 0; cursor !== undefined && round < MOST_READINGS; round++) {
      const read = readParts(await call('execute_endpoint', { cursor }));
      for (const part of read.parts) value = mergePart(value, part);
      cursor = read.cursor;
    }
    return value;
  }

  /** All pages of an endpoint, joined: at once where the tool follows them, else one call a page. */
  async function* readPages(knowledge, args, { select, all }) {
    const sized = all ? withLargestPage(args, knowledge) : args;
    let answer = await execute(knowledge, sized, { select, pages: all && ways.pages ? PAGES : 1 });
    const asked = new Set([JSON.stringify(answer.request)]);
    for (let page = 1; page < MOST_PAGES; page++) {
      yield answer;
      if (!all || answer.nextCall === undefined || answer.status >= 400) return;
      const request = nextRequest(answer, { knowledge, sized, asked, select });
      if (request === undefined) return stumble(`${knowledge.id}: no way to its next page: ${answer.notes.join(' ')}`);
      asked.add(JSON.stringify(request));
      answer = readAnswer(await send(request));
    }
  }

  /** The call that an answer names; where that leads in a circle, the client's own reading of the page. */
  function nextRequest({ nextCall, value }, { knowledge, sized, asked, select }) {
    const inputs = [...knowledge.inputs.keys()];
    const withChanges = (changes) => ({
      endpoint: knowledge.id,
      ...placed({ ...sized, ...changes }, knowledge),
      ...(ways.pages ? { pages: PAGES } : {}),
      ...(select === undefined ? {} : { select }),
    });
    const input = inputs.find((name) => CURSOR_INPUTS.test(name));
    const own = nextCall.cursor !== undefined && input !== undefined ? { [input]: nextCall.cursor } : nextCall.changes;
    const named = own !== undefined ? withChanges(own) : nextCall.endpoint === undefined ? undefined : nextCall;
    if (named !== undefined && !asked.has(JSON.stringify(named))) return named;
    stumble(`${knowledge.id}: what an answer says of its next page does not lead there: ${JSON.stringify(nextCall)}`);
    const changes = nextArguments(value, sized, { inputs, first: 0 });
    const guessed = changes === undefined ? undefined : withChanges(changes);
    return guessed === undefined || asked.has(JSON.stringify(guessed)) ? undefined : guessed;
  }

  const executeText = async (request) => readAnswer(await send(request));

  return { find, describe, readPages, readWhole, send, executeText, ways };
}

/** Ids of hits are what a line begins with; `METHOD /path` where there is none. */
function idIn(line) {
  const [first = ''] = line.split('  ');
  return first;
}

function note(ids, key, accepted, hits) {
  const id = accepted.find((each) => hits.includes(each));
  if (id !== undefined) ids.set(key, id);
}

function keyOf({ endpoint }) {
  return endpoint.join('\n');
}

function withoutSignatures(text) {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('  '))
    .join('\n');
}

/** The head as it is, without what it says of a cut, and the body as the upstream sent it. */
function withWholeBody(text, body) {
  if (!/^\d{3} /.test(text)) return text;
  const head = text
    .split('\n')
    .filter((line, index) => index === 0 || (line.startsWith('note: ') && !line.startsWith('note: cut: ')));
  return [...head, minified(body)].join('\n');
}

function minified(body) {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

/** A task's flat arguments where the tool takes them, as far as the client knows. */
export function placed(args, { inputs }) {
  const params = {};
  const body = {};
  const takesBody = [...inputs.values()].includes('body');
  for (const [name, value] of Object.entries(args)) {
    if (name === 'body' && inputs.get('body') === undefined) continue;
    const place = inputs.get(name) ?? (takesBody ? 'body' : 'params');
    (place === 'params' ? params : body)[name] = value;
  }
  const whole = Object.hasOwn(args, 'body') && inputs.get('body') === undefined ? args.body : undefined;
  return {
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...(whole !== undefined ? { body: whole } : Object.keys(body).length > 0 ? { body } : {}),
  };
}

const SIZES = /^(per[_-]?page|page[_-]?size|limit|max[_-]?results|maxItems|count|first|size|top|\$top)$/i;

/** Fewer, larger pages, where the client has read how large one may be. */
export function withLargestPage(args, { largest, inputs }) {
  const name = [...inputs.keys()].find((each) => SIZES.test(each) && largest.has(each));
  return name === undefined || Object.hasOwn(args, name) ? args : { ...args, [name]: largest.get(name) };
}
