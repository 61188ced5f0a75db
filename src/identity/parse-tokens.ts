import { ToolError } from '../errors.ts';
import { isToken } from './parse-bearer.ts';
import { isScope } from './scopes.ts';
import { isDigest, isTokenName, NAME_HINT, type StaticToken, sha256, TOKEN_HINT } from './static-tokens.ts';

const FORM_HINT =
  'A line is name:token or name:sha256:<hex>, and then, if any, scopes with spaces between; # begins a comment.';

/**
 * The tokens of a file or an environment variable, one a line: `name:token scope scope` or `name:sha256:<hex> scope`; `#`
 * begins a comment. `where` is what the operator calls it. Throws `config_invalid` that names the line and shows nothing of it.
 */
export function parseTokens(text: string, where: string): readonly StaticToken[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  return lines.flatMap((line, index) => {
    const written = line.replace(/(^|\s)#.*$/, '').trim();
    return written === '' ? [] : [parseLine(written, `Line ${index + 1} of ${where}`)];
  });
}

function parseLine(line: string, where: string): StaticToken {
  const [named = '', ...scopes] = line.split(/\s+/);
  const [name = '', ...rest] = named.split(':');
  const secret = rest.join(':');
  if (secret === '') throw invalid(`${where} has no token`, FORM_HINT);
  if (!isTokenName(name)) throw invalid(`${where} has no proper name`, NAME_HINT);
  if (!scopes.every(isScope)) throw invalid(`${where} has a scope with characters that no scope has`);
  return Object.freeze({ name, sha256: digestOf(secret, where), scopes: Object.freeze(scopes) });
}

/** No bearer token has a colon, so that the prefix is never part of one. */
function digestOf(secret: string, where: string): string {
  if (secret.startsWith('sha256:')) {
    const digest = secret.slice('sha256:'.length);
    if (!isDigest(digest)) throw invalid(`${where} has a sha256 that is not 64 hexadecimal digits`);
    return digest.toLowerCase();
  }
  if (!isToken(secret)) throw invalid(`${where} has a token that cannot be sent as one`, TOKEN_HINT);
  return sha256(secret).toString('hex');
}

function invalid(message: string, hint?: string): ToolError {
  return new ToolError('config_invalid', `${message}.`, hint === undefined ? {} : { hint });
}
