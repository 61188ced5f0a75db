import { createApp, type TriviumApp } from '../app.ts';
import { createLog } from '../observe/log.ts';
import type { Loaded } from '../tools/app.ts';
import { readConfig, type SharedFlags } from './read-config.ts';
import type { Terminal } from './terminal.ts';

/** The app for one call from a shell, loaded; quieter than a server. Throws as `readConfig` and `App.load` do. */
export async function openApp(
  spec: string,
  flags: SharedFlags,
  terminal: Terminal,
): Promise<{ app: TriviumApp; loaded: Loaded }> {
  const config = await readConfig([spec], flags, terminal);
  const log = createLog(flags.logLevel ?? 'warn', (line) => void terminal.process.stderr.write(line));
  // The failure of the only description ends the command, which says it then.
  const app = createApp(config, {
    log: config.apis.length > 1 ? log : { ...log, error: () => undefined },
    isOneCall: true,
  });
  const loaded = await terminal.waiting(`loading ${spec}`, app.load());
  return { app, loaded };
}
