import { CommanderError } from 'commander';

/** Tells our own usage errors from commander's, which it has printed already. */
export const USAGE_ERROR = 'trivium.usage';

/** A mistake in the command line itself: exit code 2. */
export function usageError(message: string): CommanderError {
  return new CommanderError(2, USAGE_ERROR, message);
}
