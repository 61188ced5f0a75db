import type { SecurityScheme } from '../catalog/endpoint.ts';
import { type GivenPart, lacking, type Parts } from './credential-parts.ts';
import type { Owner } from './variable-names.ts';

/** A client certificate for mutual TLS: paths of PEM files, or PEM texts, each with where the operator set it. */
export interface Certificate {
  readonly cert: GivenPart;
  readonly key: GivenPart;
  /** Whom to trust instead of the usual authorities. */
  readonly ca: GivenPart | undefined;
  /** Opens the key. */
  readonly passphrase: GivenPart | undefined;
}

/** The certificate configured for a scheme; undefined where there is none. Throws `config_invalid` where a half is missing. */
export function certificateOf(scheme: SecurityScheme, parts: Parts, owner: Owner): Certificate | undefined {
  if (scheme.type !== 'mutualTLS' || parts.size === 0) return undefined;
  const [cert, key] = [parts.get('cert'), parts.get('key')];
  if (cert === undefined) throw lacking('certificate (a PEM file)', scheme, ['CERT'], owner);
  if (key === undefined) throw lacking('private key (a PEM file)', scheme, ['KEY'], owner);
  return Object.freeze({ cert, key, ca: parts.get('ca'), passphrase: parts.get('passphrase') });
}
