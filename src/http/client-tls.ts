import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ToolError } from '../errors.ts';

/** A client certificate as TLS takes it: PEM texts. */
export interface ClientTls {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly passphrase?: string;
}

export interface ClientTlsPaths {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
  readonly passphrase: string | undefined;
  /** What the operator set, for messages. */
  readonly sources: readonly string[];
}

/** Reads the files of a client certificate. Throws `config_invalid` for one that cannot be read, and for a pair that does not fit. */
export function readClientTls({ cert, key, ca, passphrase, sources }: ClientTlsPaths): ClientTls {
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      throw new ToolError('config_invalid', `The certificate file ${path} (${sources.join(', ')}) cannot be read.`, {
        cause: error,
      });
    }
  };
  const tls = {
    cert: read(cert),
    key: read(key),
    ...(ca === undefined ? {} : { ca: read(ca) }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new ToolError(
      'config_invalid',
      `The client certificate ${cert} and its key (${sources.join(', ')}) are no use.`,
      {
        hint: 'Both must be PEM, belong together, and an encrypted key needs its passphrase.',
        cause: error,
      },
    );
  }
  return tls;
}
