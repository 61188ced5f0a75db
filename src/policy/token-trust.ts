import type { Api } from '../catalog/api.ts';
import type { SpecSource } from '../config.ts';
import { ToolError } from '../errors.ts';
import { isAllowed } from './target.ts';

export interface TokenTrust {
  readonly api: Api;
  readonly source: SpecSource;
  readonly allowHosts: readonly string[];
  /** The operator wrote the token URL. */
  readonly isOwnAddress: boolean;
}

/**
 * Whether somebody vouched for `url`, so that it may be private. Throws `target_refused` unless a client's secret may go there:
 * an address of the operator's, one that a local description names, one of the description's own origin, or an
 * `--allow-host`; encrypted, or on this machine. `foundAt` is the discovery document that names it.
 */
export function vouchForToken(
  url: string,
  { api, source, allowHosts, isOwnAddress }: TokenTrust,
  foundAt?: string,
): boolean {
  const { origin, host, hostname, protocol } = new URL(url);
  if (isAllowed(new URL(url), allowHosts)) return true;
  if (!isOwnAddress && source.kind === 'url' && !isOf(source.url, origin)) {
    throw new ToolError(
      'target_refused',
      `The description of ${api.name} wants its client's secret sent to ${origin}, which is not where it was loaded from.`,
      { hint: `The operator allows it with --allow-host ${host}, or sets the token URL.` },
    );
  }
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== 'https:' && !isHere) {
    throw new ToolError('target_refused', `${origin} would get the client's secret unencrypted.`, {
      hint: `The operator allows it with --allow-host ${host}.`,
    });
  }
  // a provider's document is nobody's word for an address inside the operator's network
  return foundAt === undefined || new URL(foundAt).origin === origin;
}

/** The origin the operator wrote, or that in https. */
function isOf(written: string, origin: string): boolean {
  const own = new URL(written);
  return [own.origin, `https://${own.host}`].includes(origin);
}
