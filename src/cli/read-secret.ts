import { resolve } from 'node:path';
import { ToolError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

export interface ReadSecret {
  /** The value with each `${ENV}` filled in. */
  plain(text: string): string;
  /** The same for what a config file holds: nobody sees it in a process list, and `@file` is relative to its folder. */
  stored(text: string, place: string, folder: string): string;
  /** The same for a credential: `@file` reads a file, and a literal works with one warning, since others can see it in the process list. */
  secret(text: string, option: string): string;
}

/** Reads option values that may be indirect. Throws `config_invalid` for a missing variable or file. */
export function createSecretReader({ process, readText, printError }: Terminal): ReadSecret {
  let warned = false;
  const plain = (text: string): string =>
    text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const value = process.env[name];
      if (value === undefined) throw new ToolError('config_invalid', `The environment variable ${name} is not set.`);
      return value;
    });
  const fromFile = (path: string, option: string): string => {
    try {
      return readText(path).trim();
    } catch (error) {
      throw new ToolError('config_invalid', `${option}: the file ${path} cannot be read.`, { cause: error });
    }
  };
  return {
    plain,
    stored: (text, place, folder) =>
      text.startsWith('@') ? fromFile(resolve(folder, text.slice(1)), place) : plain(text),
    secret: (text, option) => {
      if (text.startsWith('@')) return fromFile(text.slice(1), option);
      if (!text.includes('${') && !warned) {
        warned = true;
        printError(
          `trivium: warn: ${option} holds its value literally, where others can see it; \${ENV} or @file hides it.`,
        );
      }
      return plain(text);
    },
  };
}
