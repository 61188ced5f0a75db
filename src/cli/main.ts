import { CommanderError } from 'commander';
import { toErrorText, toToolError } from '../errors.ts';
import { createProgram } from './program.ts';
import { createTerminal, type ProcessLike } from './terminal.ts';
import { USAGE_ERROR } from './usage-error.ts';

/** Exit codes (DESIGN §3): 0 ok, 1 the call failed, 2 usage, 3 spec or config unusable. */
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_UNUSABLE = 3;

/** Runs one command line to its end and sets the exit code; never throws. */
export async function run(process: ProcessLike): Promise<void> {
  const terminal = createTerminal(process);
  try {
    const program = createProgram(terminal);
    await program.parseAsync(process.argv.slice(2), { from: 'user' });
  } catch (thrown) {
    process.exitCode = report(thrown, terminal.printError);
  }
}

/** Says what went wrong in one place, and which exit code that is. */
function report(thrown: unknown, printError: (text: string) => void): number {
  // commander has printed its own message, and throws for --help and --version too
  if (thrown instanceof CommanderError) {
    if (thrown.code === USAGE_ERROR) printError(`error: ${thrown.message}`);
    return thrown.exitCode === 0 ? 0 : EXIT_USAGE;
  }
  const error = toToolError(thrown);
  printError(error.code === 'internal' ? `${toErrorText(error)}\n${String(error.cause)}` : toErrorText(error));
  return error.code === 'spec_unusable' || error.code === 'config_invalid' ? EXIT_UNUSABLE : EXIT_FAILED;
}
