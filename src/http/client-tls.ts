import { readFileSync } from 'node:fs';
import { ToolError } from '../errors.ts';

/** A client certificate as TLS takes it: PEM texts. */
export interface ClientTls {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly passphrase?: string;
}

/** What the operator gave, and where, for messages. */
interface GivenText {
  readonly value: string;
  readonly source: string;
}

/** Each a path, or the PEM text itself. */
export interface GivenTls {
  readonly cert: GivenText;
  readonly key: GivenText;
  readonly ca: GivenText | undefined;
  readonly passphrase: GivenText | undefined;
}

/** Reads the files of a client certificate. Throws `config_invalid` for one that cannot be read, and for a pair that does not fit. */
export async function readClientTls({ cert, key, ca, passphrase }: GivenTls): Promise<ClientTls> {
  // two milliseconds of every start for what few need
  const { createSecureContext } = await import('node:tls');
  const tls = {
    cert: readPem(cert),
    key: readPem(key),
    ...(ca === undefined ? {} : { ca: readPem(ca) }),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.value }),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new ToolError(
      'config_invalid',
      `The client certificate ${shown(cert)} and its key ${shown(key)} are no use.`,
      {
        hint: 'Both must be PEM, belong together, and an encrypted key needs its passphrase.',
        cause: error,
      },
    );
  }
  return tls;
}

function readPem(given: GivenText): string {
  if (isPem(given)) return given.value;
  try {
    return readFileSync(given.value, 'utf8');
  } catch (error) {
    throw new ToolError('config_invalid', `The certificate file ${shown(given)} cannot be read.`, { cause: error });
  }
}

function isPem({ value }: GivenText): boolean {
  return value.includes('-----BEGIN') || value.includes('\n');
}

/** A key that was given as text must not stand in a message. */
function shown(given: GivenText): string {
  return isPem(given) ? `(${given.source})` : `${given.value} (${given.source})`;
}
