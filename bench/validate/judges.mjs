// Two validating mock servers that others wrote, each a process of its own, and what their answers mean.
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../test/judge/node_modules', import.meta.url));
const PRISM = join(modules, '@stoplight/prism-cli/dist/index.js');
const STEADY = join(modules, '@stdy/cli/steady.js');

const COMMANDS = {
  prism: (spec, port) => [PRISM, 'mock', '--errors', '--cors=false', '-v', 'fatal', '-p', String(port), spec],
  steady: (spec, port) => [STEADY, '--quiet', '--no-color', '-p', String(port), spec],
};

const MOST_RESTARTS = 12;

/** A judge of a description, started again where a request has ended it. Throws what it said where it does not listen in time. */
export async function startJudge(name, spec, { seconds }) {
  let running = await start(name, spec, seconds);
  let restarts = 0;
  const judge = async (received) => {
    const verdict = await ask(running.port, received).then(VERDICTS[name], unanswered);
    if (!verdict.isLost || restarts >= MOST_RESTARTS || !(await running.ended())) return verdict;
    restarts++;
    const said = running.said();
    running = await start(name, spec, seconds);
    return { kind: 'mock', cause: `crashed: ${said}` };
  };
  return { name, judge, stop: () => running.stop() };
}

async function start(name, spec, seconds) {
  const port = await freePort();
  const child = spawn(process.execPath, COMMANDS[name](spec, port), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const stop = () => {
    // steady is a script that starts its program: end the group
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  };
  const deadline = Date.now() + seconds * 1000;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      stop();
      throw new Error(child.exitCode === null ? `not listening after ${seconds} s` : `exited: ${lastLine(said)}`);
    }
    await sleep(100);
  }
  const ended = async () => {
    for (let waited = 0; child.exitCode === null && waited < 20; waited++) await sleep(50);
    return child.exitCode !== null;
  };
  return { port, stop, ended, said: () => lastLine(said) };
}

function lastLine(text) {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => /error|fail|unsupported|cannot/i.test(line));
  return (lines[0] ?? text.trim().split('\n').at(-1) ?? '').slice(0, 200);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => resolve(true) ?? socket.destroy())
      .once('error', () => resolve(false));
  });
}

const PATIENCE_MS = 10_000;

/** Sends on what was received, byte for byte. */
function ask(port, { method, url, headers, body }) {
  return new Promise((resolve, reject) => {
    const { 'accept-encoding': _, ...plain } = headers;
    const options = { port, host: '127.0.0.1', method, path: url, headers: plain, timeout: PATIENCE_MS };
    const sent = request(options, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer in 10 s')));
    sent.once('error', reject);
    sent.end(body);
  });
}

const unanswered = (error) => ({ kind: 'mock', isLost: true, cause: `no answer: ${error.code ?? error.message}` });

/** `{ kind, cause }`: accepted, rejected (the request is said to be wrong), mock (the mock cannot serve the operation). */
const VERDICTS = { prism: prismVerdict, steady: steadyVerdict };

function prismVerdict({ status, headers, body }) {
  const violations = parse(headers['sl-violations'])?.filter(
    ({ location, severity }) => location[0] === 'request' && severity === 'Error',
  );
  if (violations?.length > 0) return { kind: 'rejected', cause: violations.map(violationText).join('; ') };
  const type = /prism\/errors#(\w+)/.exec(body)?.[1];
  if (type === undefined) return { kind: 'accepted', cause: String(status) };
  const problem = parse(body);
  const details = (problem?.validation ?? []).filter(({ location }) => location?.[0] !== 'response');
  if (details.length > 0) return { kind: 'rejected', cause: details.map(violationText).join('; ') };
  // with --errors Prism also holds its own made-up answer against the description; the request had passed by then
  if (type === 'VIOLATIONS' && problem?.validation?.every(({ location }) => location?.[0] === 'response'))
    return { kind: 'accepted', cause: 'its own answer violates the description' };
  const text = `${type}: ${problem?.detail ?? ''}`.slice(0, 200);
  return { kind: REQUEST_FAULTS.has(type) ? 'rejected' : 'mock', cause: text };
}

const REQUEST_FAULTS = new Set([
  'UNPROCESSABLE_ENTITY',
  'UNAUTHORIZED',
  'NO_PATH_MATCHED_ERROR',
  'NO_METHOD_MATCHED_ERROR',
  'INVALID_CONTENT_TYPE',
]);

function violationText({ location, code, message }) {
  return `${location.filter((part) => part !== 'request').join('.')}: ${code}: ${message}`;
}

function steadyVerdict({ status, headers, body }) {
  const errors = parse(body)?.steady?.errors ?? [];
  const faults = errors.filter(({ severity, code }) => severity !== 'info' && /^E[23]/.test(code));
  if (faults.length > 0)
    return {
      kind: 'rejected',
      cause: faults.map(faultText).join('; '),
    };
  if (headers['x-steady-request-valid'] === 'false') return { kind: 'rejected', cause: headersOf(headers) };
  if (headers['x-steady-request-valid'] === 'true') return { kind: 'accepted', cause: String(status) };
  return { kind: status === 404 || status === 405 ? 'rejected' : 'mock', cause: `${status}: ${body.slice(0, 200)}` };
}

function faultText({ code, path, message, expected }) {
  const listed = code === 'E3011' ? `, expected ${JSON.stringify(expected)}` : '';
  return `${path}: ${code}: ${message}${listed}`;
}

function headersOf(headers) {
  return Object.entries(headers)
    .filter(([name]) => name.startsWith('x-steady-error-'))
    .map(([, value]) => value)
    .join(' ')
    .slice(0, 300);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
