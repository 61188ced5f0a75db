import { Command, Option } from 'commander';
import { VERSION } from '../version.ts';
import { collect } from './read-config.ts';
import type { ServeFlags } from './read-server-config.ts';
import type { Terminal } from './terminal.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: shown to the operator as it stands
const INDIRECT = 'the value may be ${ENV} or @file';
const SPEC_HELP = 'a file, URL, directory, glob or - (stdin); name=<spec> names the API';

/** The command line: what is built, and nothing that is not. Each verb brings its own part of the house along. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('trivium-mcp')
    .description(
      'Turns OpenAPI descriptions into one MCP server with three tools: list, describe and execute endpoints.',
    )
    .version(VERSION, '-V, --version')
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .configureOutput({
      writeOut: (text) => void terminal.process.stdout.write(text),
      writeErr: (text) => void terminal.process.stderr.write(text),
    })
    .addHelpText('after', EXAMPLES);
  withSharedOptions(program.command('serve', { isDefault: true }))
    .description('serve over stdio, for an MCP client to start (default), or over --http')
    .argument('[spec...]', SPEC_HELP)
    .option('--http [[host:]port]', 'serve streamable HTTP at /mcp (default address: 127.0.0.1:3000)')
    .option('--allowed-hosts <host,…>', 'names the service may be asked under, beside localhost', collect, [])
    .option('--allowed-origins <origin,…>', 'web pages that may call it', collect, [])
    .option('--workers <n>', 'processes that serve (default: 1)')
    .option('--redis <url>', `what replicas share; ${INDIRECT}`)
    .option('--metrics [[host:]port]', 'Prometheus metrics at /metrics, or at an address of their own')
    .option('--insecure', 'serve a public address although nothing checks callers')
    .action(async (specs: string[], flags: ServeFlags) => (await import('./serve.ts')).serve(specs, flags, terminal));
  withSharedOptions(program.command('list'))
    .description('find endpoints, as list_endpoints does')
    .argument('<spec>', SPEC_HELP)
    .argument('[query...]', 'words, a sentence, a path fragment or METHOD /path')
    .option('--tag <tag>', 'only endpoints with this tag')
    .option('--limit <n>', 'how many hits, 1 to 50')
    .option('--cursor <cursor>', 'read on where the last answer stopped')
    .option('--json', 'everything, uncut, as JSON')
    .action(async (spec: string, query: string[], flags) =>
      (await import('./list.ts')).list(spec, query, flags, terminal),
    );
  withSharedOptions(program.command('describe'))
    .description('show one endpoint, as describe_endpoint does')
    .argument('<spec>', SPEC_HELP)
    .argument('<endpoint...>', 'an id from list, or METHOD /path')
    .option('--expand <part>', 'a part the answer cut, or "schema"')
    .option('--json', 'everything, uncut, as JSON')
    .action(async (spec: string, endpoint: string[], flags) =>
      (await import('./describe.ts')).describe(spec, endpoint, flags, terminal),
    );
  withSharedOptions(program.command('execute'))
    .description('call one endpoint, or several with --steps, as execute_endpoint does')
    .argument('<spec>', SPEC_HELP)
    .argument('[endpoint...]', 'an id from list, or METHOD /path')
    .option('-p, --param <name=value>', 'a parameter; repeat for more, or for an array', collect, [])
    .option('-d, --data <body>', 'the body: JSON or text, @file or - for stdin')
    .option('--select <expression>', 'JMESPath over the response body')
    .option('--pages <n>', 'up to so many pages of a list, 1 to 50, joined into one')
    .option('--steps <steps>', 'several calls instead of one: JSON, @file or - for stdin')
    .option('--dry-run', 'show the request as curl, send nothing; with --steps, only the reads they need')
    .option('--json', 'status, headers and body, uncut, as JSON')
    .action(async (spec: string, endpoint: string[], flags) =>
      (await import('./execute.ts')).execute(spec, endpoint, flags, terminal),
    );
  return program;
}

function withSharedOptions(command: Command): Command {
  return command
    .option('--config <file>', 'settings as YAML or JSON; <spec> may then be the name of one of its apis')
    .option('--base-url <[api=]url>', 'replaces scheme, host and base path of every server', collect, [])
    .option('--header <[api:]"Name: value">', `sent with every request; ${INDIRECT}`, collect, [])
    .option('--auth <[api:]scheme=value>', `a credential; ${INDIRECT}`, collect, [])
    .option('--read-only', 'only GET, HEAD, OPTIONS and QUERY endpoints exist')
    .option('--include <rule>', 'only these endpoints: "METHOD /glob", tag:x or an id glob', collect, [])
    .option('--exclude <rule>', 'not these endpoints; wins over --include', collect, [])
    .option('--allow-host <host[:port]>', 'a private or foreign address that may be contacted', collect, [])
    .option('--mock', 'answer from the examples and schemas, contact nothing')
    .option('--files <dir>', 'the folder {"$file": path} reads from and binary answers are saved in')
    .option(
      '--cache-dir <dir>',
      'keeps outlines of descriptions where many are served (default: the user’s cache folder)',
    )
    .option('--no-cache', 'keeps nothing')
    .option('--timeout <seconds>', 'for a whole call (default: 30)')
    .option('--budget <list=n,describe=n,execute=n>', 'tokens an answer may cost')
    .addOption(
      new Option(
        '--validate <mode>',
        'arguments that do not fit the description are refused, sent with a note, or not looked at (default: strict)',
      ).choices(['strict', 'warn', 'off']),
    )
    .addOption(
      new Option('--log-level <level>', 'what goes to stderr').choices(['silent', 'error', 'warn', 'info', 'debug']),
    );
}

const EXAMPLES = `
Examples:
  trivium-mcp ./openapi.yaml                          serve over stdio
  trivium-mcp shop=./shop.yaml https://api.example.com/openapi.json
  trivium-mcp list ./openapi.yaml create order
  trivium-mcp describe ./openapi.yaml createOrder
  trivium-mcp execute ./openapi.yaml getOrder -p orderId=7 --select 'items[].name'

Credentials come from TRIVIUM_<API>_<SCHEME> (TRIVIUM_<SCHEME> for a single API) or --auth; the start-up line names them.
Exit codes: 0 ok, 1 the call failed, 2 usage, 3 spec or config unusable.`;
