import { text as readStream } from 'node:stream/consumers';
import { ToolError } from '../errors.ts';
import { executeEndpoint, prepareCall, sendCall } from '../tools/execute-endpoint.ts';
import { openApp } from './open-app.ts';
import type { SharedFlags } from './read-config.ts';
import { toResponseJson } from './response-json.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

interface ExecuteFlags extends SharedFlags {
  readonly param: readonly string[];
  readonly data?: string;
  readonly select?: string;
  readonly pages?: string;
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
  if (spec === '-' && flags.data === '-') throw usageError('stdin can be the description or the body, not both');
  const params = readParams(flags.param);
  const body = flags.data === undefined ? undefined : await readData(flags.data, terminal);
  const { app } = await openApp(spec, flags, terminal);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const args = { endpoint: endpoint.join(' '), params, ...definedOf({ body, pages: flags.pages }) };
  try {
    if (flags.json === true && flags.dryRun !== true) {
      const prepared = await prepareCall(args, app);
      const followed = await sendCall(prepared, app, { signal: interrupted.signal });
      const { response } = followed;
      const secrets = app.secretsOf(prepared.endpoint);
      terminal.print(JSON.stringify(await toResponseJson(followed, { select: flags.select, secrets }), null, 2));
      if (response.status >= 400) process.exitCode = 1;
      return;
    }
    const select = flags.select === undefined ? {} : { select: flags.select };
    const answer = await executeEndpoint({ ...args, ...select, dry_run: flags.dryRun === true }, app, {
      signal: interrupted.signal,
    });
    terminal.print(answer.text);
    for (const { mimeType, data } of answer.media) terminal.print(`${mimeType}, base64: ${data}`);
    if (answer.isError) process.exitCode = 1;
  } finally {
    await app.close();
  }
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

async function readData(data: string, { process, readText }: Terminal): Promise<unknown> {
  let content = data;
  try {
    if (data === '-') content = await readStream(process.stdin);
    else if (data.startsWith('@')) content = readText(data.slice(1));
  } catch (error) {
    throw new ToolError('config_invalid', `-d: the file ${data.slice(1)} cannot be read.`, { cause: error });
  }
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return content;
  }
}
