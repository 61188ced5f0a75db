// @ivotoby/openapi-mcp-server, newest, driven as it is: `dynamic` (list, schema, invoke) or `all` (one tool per endpoint).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../raw-client.mjs';
import { readJson } from './answer-text.mjs';
import { pickFrom } from './expressions.mjs';
import { itemsAt, joinPages, listPath } from './join-pages.mjs';
import { nextArguments } from './next-arguments.mjs';
import { playStepByStep } from './step-by-step.mjs';

const NAME = '@ivotoby/openapi-mcp-server';
const START_MS = 60_000;
const MOST_PAGES = 60;

/** Installs it into a folder of its own, gone at the end. */
export function installPeer() {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-peer-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, NAME], {
    stdio: 'ignore',
  });
  const home = join(folder, 'node_modules', NAME);
  const { version, bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  console.log(`${NAME} ${version}\n`);
  const entry = join(home, typeof bin === 'string' ? bin : Object.values(bin)[0]);
  return { start: (file, url, mode) => start([entry, '--openapi-spec', file, '--api-base-url', url, '--tools', mode]) };
}

/** A running server and its tools, or why there is none. */
async function start(args) {
  const server = startServer(args);
  try {
    const late = new Promise((_, reject) =>
      setTimeout(() => reject(new Error('did not start in a minute')), START_MS).unref(),
    );
    await Promise.race([server.initialize(), late]);
    const { result } = await Promise.race([server.request('tools/list', {}), late]);
    const tools = result.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    return { server, tools, listed: result.tools, stop: server.stop };
  } catch (error) {
    server.stop();
    return { fault: `the description does not load: ${error.message.slice(0, 200)}` };
  }
}

export function playPeer(task, { server, listed }, mode, { meter, corpus }) {
  const operationOf = (step) => corpus.operations.get(step.endpoint[0]);
  const call = async (name, args) => {
    const { text, isError } = await server
      .call(name, args)
      .catch((error) => ({ text: `Error: ${error.message}`, isError: true }));
    meter.count(args, text);
    return { text, isError: isError || text.startsWith('Error: ') };
  };
  const port = mode === 'all' ? allTools(listed, call, operationOf) : dynamicTools(call, operationOf, meter);
  return play(task, port, { meter, operationOf });
}

async function play(task, port, { meter, operationOf }) {
  const fault = await port.prepare(task.steps);
  if (fault !== undefined) return { answers: {}, fault };
  const read = async (step, args) => {
    const pages = [];
    let current = withTexts(args);
    for (let round = 0; round < MOST_PAGES; round++) {
      const { text, isError } = await port.invoke(step, current);
      const value = readJson(text);
      if (isError || (value === undefined && step.pick !== undefined))
        return { ok: false, value: null, said: text.slice(0, 300) };
      pages.push(value);
      const first = itemsAt(pages[0], listPath(pages[0]) ?? ['']).length;
      const changes =
        step.all === true ? nextArguments(value, current, { inputs: port.inputsOf(step), first }) : undefined;
      if (changes === undefined) break;
      current = { ...current, ...changes };
    }
    return { ok: true, value: step.pick === undefined ? null : pickFrom(joinPages(pages) ?? null, step.pick) };
  };
  return playStepByStep(task.steps, { read, isRead: (step) => operationOf(step).method === 'GET' }, { meter });
}

/** Members of a body stand beside the parameters. */
function flat({ body, ...args }, names) {
  const isMembers = body !== null && typeof body === 'object' && !Array.isArray(body) && !names.includes('body');
  return isMembers ? { ...args, ...body } : body === undefined ? args : { ...args, body };
}

/** Files as the text that they are: its tools take no others. */
function withTexts(value) {
  if (Array.isArray(value)) return value.map(withTexts);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$base64 === 'string') return Buffer.from(value.$base64, 'base64').toString();
  if (typeof value.$text === 'string') return value.$text;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTexts(member)]));
}

/** One tool per endpoint: everything is known from the tool list. */
function allTools(listed, call, operationOf) {
  const toolOf = (step) => {
    const { method, path } = operationOf(step);
    return listed.find(
      (tool) => tool.httpMethod?.toUpperCase() === method && (tool['x-original-path'] ?? tool.originalPath) === path,
    );
  };
  return {
    prepare: async (steps) => {
      const missing = steps.find((step) => toolOf(step) === undefined);
      return missing === undefined ? undefined : `no tool for ${missing.endpoint[0]}`;
    },
    inputsOf: (step) => propertiesOf(toolOf(step).inputSchema),
    invoke: (step, args) => call(toolOf(step).name, flat(args, propertiesOf(toolOf(step).inputSchema))),
  };
}

function propertiesOf({ properties = {}, allOf = [] }) {
  return [...Object.keys(properties), ...allOf.flatMap(propertiesOf)];
}

/** Three tools: everything there is once, the schemas of what is wanted, then calls; a path that is refused is tried filled in. */
function dynamicTools(call, operationOf, meter) {
  const inputs = new Map();
  return {
    prepare: async (steps) => {
      await call('list-api-endpoints', {});
      const paths = [...new Set(steps.map((step) => operationOf(step).path))];
      const schemas = await meter.together(
        paths.map((path) => () => call('get-api-endpoint-schema', { endpoint: path })),
      );
      for (const [index, path] of paths.entries()) {
        const told = readJson(schemas[index].text);
        for (const operation of told?.operations ?? [])
          inputs.set(
            `${operation.method} ${path}`,
            [...(told.pathParameters ?? []), ...operation.parameters].map(({ name }) => name),
          );
      }
      return undefined;
    },
    inputsOf: (step) => inputs.get(`${operationOf(step).method} ${operationOf(step).path}`) ?? [],
    invoke: async (step, given) => {
      const args = flat(given, []);
      const { method, path } = operationOf(step);
      const answer = await call('invoke-api-endpoint', { endpoint: path, method, params: args });
      if (!answer.isError || !path.includes('{')) return answer;
      const left = { ...args };
      const filled = path.replace(/\{([^}]+)\}/g, (_, name) => {
        delete left[name];
        return encodeURIComponent(args[name]);
      });
      return call('invoke-api-endpoint', { endpoint: filled, method, params: left });
    },
  };
}
