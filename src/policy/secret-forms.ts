import type { Placement } from './placement.ts';

/** Shorter ones would black out half of every answer and hide nothing. */
const SHORTEST = 4;

/**
 * Every form in which a secret may come back in foreign text: as given, as it travels, in base64, percent-encoded, in hexadecimal, inside JSON.
 * The longest first, so that replacing one after the other leaves no rest.
 */
export function secretForms(secret: string, placement: Placement | undefined): readonly string[] {
  const bare = secret.replace(/^(bearer|basic|token)\s+/i, '');
  const travelling = placement?.value.replace(/^\S+\s+(?=\S)/, '') ?? '';
  const password = bare.includes(':') ? bare.slice(bare.indexOf(':') + 1) : '';
  const base64 = Buffer.from(bare, 'utf8').toString('base64');
  const pair = /^basic\s/i.test(secret) ? Buffer.from(bare, 'base64').toString('utf8') : '';
  const forms = [secret, bare, travelling, password, pair, pair.slice(pair.indexOf(':') + 1)].flatMap((text) => [
    text,
    percentEncoded(text),
    inJson(text),
    // PHP's JSON within JSON
    inJson(text).replaceAll('/', '\\/'),
    ...inHex(text),
  ]);
  return [
    ...forms,
    ...base64Cores(bare),
    ...base64Cores(travelling),
    base64,
    base64.replace(/=+$/, ''),
    base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  ];
}

/** A core shorter than this is found in many innocent texts. */
const SHORTEST_CORE = 8;

/** What the base64 of any longer text shows of `text` inside it, for each of the three places it can begin at (RFC 4648 §4). */
function base64Cores(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const cores = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return cores.filter((core) => core.length >= SHORTEST_CORE);
}

/** The distinct ones worth hiding, the longest first. */
export function orderedSecrets(forms: Iterable<string>): readonly string[] {
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function percentEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
}

/** Bytes are shown so in dumps; short ones are found in many innocent numbers. */
function inHex(text: string): readonly string[] {
  const hex = Buffer.from(text, 'utf8').toString('hex');
  return hex.length < 2 * SHORTEST_CORE ? [] : [hex, hex.toUpperCase()];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
