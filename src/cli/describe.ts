import { describeEndpoint } from '../tools/describe-endpoint.ts';
import { findEndpoint } from '../tools/find-endpoint.ts';
import { toDescription } from './endpoint-json.ts';
import { openApp } from './open-app.ts';
import type { SharedFlags } from './read-config.ts';
import type { Terminal } from './terminal.ts';

interface DescribeFlags extends SharedFlags {
  readonly expand?: string;
  readonly json?: boolean;
}

/** `trivium-mcp describe`: prints what `describe_endpoint` would answer, or with `--json` all that is known of the endpoint. */
export async function describe(
  spec: string,
  endpoint: readonly string[],
  flags: DescribeFlags,
  terminal: Terminal,
): Promise<void> {
  const { app, loaded } = await openApp(spec, flags, terminal);
  const reference = endpoint.join(' ');
  if (flags.json === true) {
    const found = findEndpoint(reference, loaded);
    terminal.print(JSON.stringify(toDescription(found.endpoint, loaded.catalog.idOf(found.endpoint)), null, 2));
    return;
  }
  const args = flags.expand === undefined ? {} : { expand: flags.expand };
  terminal.print(await describeEndpoint({ endpoint: reference, ...args }, app));
}
