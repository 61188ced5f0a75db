import type { SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { toOneLine } from '../plain-text.ts';
import { type GivenPart, type Parts, partVariables } from './credential-parts.ts';
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
  if (cert === undefined) throw lacking('certificate', 'CERT', scheme, owner);
  if (key === undefined) throw lacking('private key', 'KEY', scheme, owner);
  return Object.freeze({ cert, key, ca: parts.get('ca'), passphrase: parts.get('passphrase') });
}

function lacking(what: string, ending: string, scheme: SecurityScheme, owner: Owner): ToolError {
  const [variable] = partVariables(scheme, ending, owner);
  return new ToolError('config_invalid', `The credential ${toOneLine(scheme.name, 60)} lacks its ${what}.`, {
    hint: `The operator sets ${variable} (a PEM file).`,
  });
}
