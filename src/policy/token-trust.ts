import type { Api } from '../catalog/api.ts';
import type { SpecSource } from '../config.ts';
import { ToolError } from '../errors.ts';
import { isAllowed } from './target.ts';

export interface TokenTrust {
  readonly api: Api;
  readonly source: SpecSource;
  readonly allowHosts: readonly string[];
}

/**
 * Throws `target_refused` unless a client's secret may go to `url`: an address of the operator's, one that a local description
 * names, one of the description's own origin, or an `--allow-host`; encrypted, or on this machine.
 */
export function assertTokenUrl(url: string, isOwnAddress: boolean, { api, source, allowHosts }: TokenTrust): void {
  const { origin, host, hostname, protocol } = new URL(url);
  if (isAllowed(new URL(url), allowHosts)) return;
  const isOwn = isOwnAddress || source.kind !== 'url' || new URL(source.url).origin === origin;
  if (!isOwn) {
    throw new ToolError(
      'target_refused',
      `The description of ${api.name} wants its client's secret sent to ${origin}, which is not where it was loaded from.`,
      {
        hint: `The operator allows it with --allow-host ${host}, or sets the token URL.`,
      },
    );
  }
  if (protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return;
  throw new ToolError('target_refused', `${origin} would get the client's secret unencrypted.`, {
    hint: `The operator allows it with --allow-host ${host}.`,
  });
}
