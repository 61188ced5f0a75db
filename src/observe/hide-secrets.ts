const HIDDEN = '[redacted]';
/** Shorter ones would black out half of every line and hide nothing. */
const SHORTEST = 4;
/** Credentials that come and go with callers: the least recently named makes room. */
const MOST_PASSING = 2000;

/** Takes known secrets, and what looks like one, out of lines for the operator (SECURITY V9). */
export interface HideSecrets {
  (text: string): string;
  /** Hides these from now on; the most recent two thousand of those added. */
  add(...secrets: readonly string[]): void;
}

/** Hides `lasting` secrets for good, and those added later as long as there is room. */
export function createHideSecrets(lasting: Iterable<string> = []): HideSecrets {
  const index = createIndex();
  for (const secret of lasting) for (const form of formsOf(secret)) index.add(form);
  const kept = new Set(index.all());
  const passing = new Set<string>();
  const add = (...secrets: readonly string[]): void => {
    for (const form of secrets.flatMap(formsOf)) {
      if (kept.has(form)) continue;
      passing.delete(form);
      passing.add(form);
      index.add(form);
    }
    for (const oldest of passing) {
      if (passing.size <= MOST_PASSING) break;
      passing.delete(oldest);
      index.remove(oldest);
    }
  };
  return Object.freeze(Object.assign((text: string) => hideLikely(hideKnown(text, index)), { add }));
}

/** As given, without its scheme, in base64 and percent-encoded. JSON is made after hiding. */
function formsOf(secret: string): readonly string[] {
  const bare = secret.replace(/^(bearer|basic|token)\s+/i, '');
  const password = bare.includes(':') ? [bare.slice(bare.indexOf(':') + 1)] : [];
  const forms = [secret, bare, ...password].flatMap((text) => {
    const base64 = Buffer.from(text, 'utf8').toString('base64');
    return [text, encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')), base64, base64.replace(/=+$/, '')];
  });
  const json = JSON.stringify(bare).slice(1, -1);
  return [...new Set([...forms, json])].filter(({ length }) => length >= SHORTEST);
}

/** Secrets by the code of their first four characters: a line costs the same for one secret and for thousands. */
interface Index {
  add(secret: string): void;
  remove(secret: string): void;
  all(): readonly string[];
  /** The longest secret that stands at `at`. */
  at(text: string, at: number): string | undefined;
}

function createIndex(): Index {
  const byStart = new Map<number, string[]>();
  return {
    add: (secret) => {
      const code = codeAt(secret, 0);
      const same = byStart.get(code) ?? [];
      if (!same.includes(secret)) same.push(secret);
      byStart.set(
        code,
        same.sort((a, b) => b.length - a.length),
      );
    },
    remove: (secret) => {
      const code = codeAt(secret, 0);
      const rest = (byStart.get(code) ?? []).filter((one) => one !== secret);
      if (rest.length === 0) byStart.delete(code);
      else byStart.set(code, rest);
    },
    all: () => [...byStart.values()].flat(),
    at: (text, at) => byStart.get(codeAt(text, at))?.find((secret) => text.startsWith(secret, at)),
  };
}

function codeAt(text: string, at: number): number {
  const code = (offset: number): number => text.charCodeAt(at + offset);
  return (code(0) * 29_791 + code(1) * 961 + code(2) * 31 + code(3)) | 0;
}

function hideKnown(text: string, index: Index): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at + SHORTEST <= text.length; at += 1) {
    const secret = index.at(text, at);
    if (secret === undefined) continue;
    clean += `${text.slice(from, at)}${HIDDEN}`;
    from = at + secret.length;
    at = from - 1;
  }
  return from === 0 ? text : clean + text.slice(from);
}

const USER_INFO = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@"'<>]{1,512}@/gi;
const QUERY_PART = /([?&;])([\w.%[\]-]{1,64})=([^\s&#;"'<>]{1,8192})/g;
const KEY_NAME =
  /key(?!word)|token|secret|passw|pwd|signature|\bsig\b|auth(?!or(?!i[sz]))|credential|session|\bcode\b|jwt|assertion/i;
const SCHEME = /\b(bearer|basic)[ \t]+[\w.~+/=-]{8,}/gi;

/** User-info of URLs, query parameters with names like `api_key`, and what follows `Bearer`. */
function hideLikely(text: string): string {
  const bare = text.includes('://') ? text.replace(USER_INFO, `$1${HIDDEN}@`) : text;
  const query = bare.includes('=')
    ? bare.replace(QUERY_PART, (part, mark: string, name: string) =>
        KEY_NAME.test(name) ? `${mark}${name}=${HIDDEN}` : part,
      )
    : bare;
  return query.replace(SCHEME, `$1 ${HIDDEN}`);
}
