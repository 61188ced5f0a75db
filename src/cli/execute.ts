import { text as readStream } from 'node:stream/consumers';
import { MOST_PAGES } from '../config.ts';
import { ToolError } from '../errors.ts';
import { executeEndpoint } from '../tools/execute-endpoint.ts';
import { runChain } from '../tools/execute-steps.ts';
import { prepareCall } from '../tools/prepare-call.ts';
import { sendCall } from '../tools/send-call.ts';
import { openApp } from './open-app.ts';
import type { SharedFlags } from './read-config.ts';
import { toResponseJson } from './response-json.ts';
import { toStepsJson } from './steps-json.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

interface ExecuteFlags extends SharedFlags {
  readonly param: readonly string[];
  readonly data?: string;
  readonly select?: string;
  readonly pages?: string;
  readonly steps?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `trivium-mcp execute`: prints what `execute_endpoint` would answer; exit code 1 for an HTTP status from 400. */
export async function execute(
  spec: string,
  endpoint: readonly string[],
  flags: ExecuteFlags,
  terminal: Terminal,
): Promise<void> {
  const { process } = terminal;
  if (spec === '-' && (flags.data === '-' || flags.steps === '-'))
    throw usageError('stdin can be the description or what is sent, not both');
  const call = flags.steps === undefined ? await readCall(endpoint, flags, terminal) : undefined;
  const args = call ?? { steps: await readSteps(endpoint, { ...flags, steps: flags.steps ?? '' }, terminal) };
  const { app } = await openApp(spec, flags, terminal);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  try {
    if (flags.json === true && call === undefined) {
      const { outcome } = await runChain({ ...args, dry_run: flags.dryRun === true }, app, {
        signal: interrupted.signal,
      });
      terminal.print(JSON.stringify(toStepsJson(outcome), null, 2));
      if (outcome.stop !== undefined) process.exitCode = 1;
      return;
    }
    if (flags.json === true && flags.dryRun !== true) {
      const prepared = await prepareCall(args, app);
      const followed = await sendCall(prepared, app, { signal: interrupted.signal });
      const { response } = followed;
      const secrets = app.secretsOf(prepared.endpoint);
      terminal.print(JSON.stringify(await toResponseJson(followed, { select: flags.select, secrets }), null, 2));
      if (response.status >= 400) process.exitCode = 1;
      return;
    }
    const answer = await executeEndpoint(
      { ...args, ...definedOf({ select: flags.select }), dry_run: flags.dryRun === true },
      app,
      { signal: interrupted.signal },
    );
    terminal.print(answer.text);
    for (const { mimeType, data } of answer.media) terminal.print(`${mimeType}, base64: ${data}`);
    if (answer.isError) process.exitCode = 1;
  } finally {
    await app.close();
  }
}

async function readCall(
  endpoint: readonly string[],
  { param, data, pages }: ExecuteFlags,
  terminal: Terminal,
): Promise<Record<string, unknown>> {
  if (endpoint.length === 0) throw usageError('name an endpoint, or give --steps');
  if (pages !== undefined && !(/^\d{1,3}$/.test(pages) && Number(pages) >= 1 && Number(pages) <= MOST_PAGES))
    throw usageError(`--pages takes a number from 1 to ${MOST_PAGES}, got ${pages}`);
  const body = data === undefined ? undefined : await readData(data, terminal, '-d');
  return { endpoint: endpoint.join(' '), params: readParams(param), ...definedOf({ body, pages }) };
}

/** Several calls stand by themselves: whatever else would say what to call belongs into one of them. */
async function readSteps(
  endpoint: readonly string[],
  { steps, param, data, select, pages }: ExecuteFlags & { readonly steps: string },
  terminal: Terminal,
): Promise<unknown> {
  const isAlone = endpoint.length === 0 && param.length === 0;
  if (!isAlone || data !== undefined || select !== undefined || pages !== undefined)
    throw usageError('--steps stands instead of an endpoint, -p, -d, --select and --pages');
  return readData(steps, terminal, '--steps');
}

function definedOf(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** `-p a=1 -p a=2` is the array ["1", "2"]; values stay text, the endpoint's schema says what they become. */
function readParams(entries: readonly string[]): Record<string, unknown> {
  const params: Record<string, string | string[]> = Object.create(null);
  for (const entry of entries) {
    const at = entry.indexOf('=');
    if (at < 1) throw usageError(`-p takes name=value, got ${entry}`);
    const name = entry.slice(0, at);
    const value = entry.slice(at + 1);
    const earlier = params[name];
    params[name] = earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value];
  }
  return params;
}

async function readData(data: string, { process, readText }: Terminal, flag: string): Promise<unknown> {
  let content = data;
  try {
    if (data === '-') content = await readStream(process.stdin);
    else if (data.startsWith('@')) content = readText(data.slice(1));
  } catch (error) {
    throw new ToolError('config_invalid', `${flag}: the file ${data.slice(1)} cannot be read.`, { cause: error });
  }
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return content;
  }
}
