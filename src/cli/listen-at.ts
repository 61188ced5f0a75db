import { ToolError } from '../errors.ts';
import type { HttpHandler } from '../transport/http-handler.ts';
import { type Listening, type ListenOptions, listen } from '../transport/listen.ts';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this process may not; ports below 1024 often take a privilege',
  ENOTFOUND: 'nobody knows that name',
  EAI_AGAIN: 'that name could not be looked up',
};

/** Serves a handler. Throws `config_invalid` with the reason where the address cannot be had. */
export async function listenAt(handler: HttpHandler, options: ListenOptions): Promise<Listening> {
  try {
    return await listen(handler, options);
  } catch (cause) {
    const reason = REASONS[(cause as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw cause;
    const { host, port } = options;
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    throw new ToolError('config_invalid', `It is not possible to listen at ${address}: ${reason}.`, { cause });
  }
}
