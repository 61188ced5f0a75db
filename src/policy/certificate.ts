import type { SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import type { Parts } from './credential-parts.ts';

/** A client certificate for mutual TLS: paths of PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** Whom to trust instead of the usual authorities. */
  readonly ca: string | undefined;
  readonly passphrase: string | undefined;
  /** What the operator set, for messages. */
  readonly sources: readonly string[];
}

/** The certificate configured for a scheme; undefined where there is none. Throws `config_invalid` where a half is missing. */
export function certificateOf(scheme: SecurityScheme, parts: Parts): Certificate | undefined {
  if (scheme.type !== 'mutualTLS' || parts.size === 0) return undefined;
  const [cert, key, ca, passphrase] = (['cert', 'key', 'ca', 'passphrase'] as const).map(
    (part) => parts.get(part)?.value,
  );
  if (cert === undefined || key === undefined) {
    const missing = cert === undefined ? 'certificate (cert)' : 'private key (key)';
    throw new ToolError('config_invalid', `The credential ${toOneLine(scheme.name, 60)} lacks its ${missing}.`);
  }
  return { cert, key, ca, passphrase, sources: [...new Set([...parts.values()].map(({ source }) => source))] };
}
