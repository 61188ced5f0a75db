const MOST_TEXTS = 12;
const LONGEST = 600;
const DEEPEST = 4;
const SAYING =
  /^(message|messages|msg|detail|details|error|errors|error_?description|description|title|reason|error_?message|developer_?message|user_?message|response_metadata|data|fault|faultstring)$/i;

/** What an error body says in sentences. */
export function textsIn(body: unknown): readonly string[] {
  const found: string[] = [];
  collect(body, { found, depth: 0 });
  return found;
}

function collect(value: unknown, { found, depth }: { readonly found: string[]; readonly depth: number }): void {
  if (found.length >= MOST_TEXTS || depth > DEEPEST) return;
  if (typeof value === 'string') {
    if (value !== '') found.push(value.slice(0, LONGEST));
  } else if (Array.isArray(value)) {
    for (const item of value.slice(0, MOST_TEXTS)) collect(item, { found, depth: depth + 1 });
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, held] of Object.entries(value)) if (SAYING.test(name)) collect(held, { found, depth: depth + 1 });
  }
}

/** Names between quotes, and those that follow words like `parameter` and `field`: `Missing required param: source.` */
export function namesIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(/(?<![\w])["'`‘“]([A-Za-z_$][\w.$[\]-]{0,80})["'`’”](?![\w])/g)];
  const told = [
    ...text.matchAll(
      /\b(?:param(?:eter)?|field|argument|property|attribute|column|key|header)s?(?: name)?\b[\s:=]*(?:is |named |called )?([A-Za-z_$][\w.$[\]-]{0,80})/gi,
    ),
  ];
  const before = [
    ...text.matchAll(
      /\b([A-Za-z_$][\w.$[\]-]{1,80}) (?:is|are|must|should|cannot|can't|has to|field|parameter|param|property|was not)\b/g,
    ),
  ];
  const missing = [...text.matchAll(/\b(?:missing|invalid|required|unknown)(?: \w+)?:? ([a-z_$][\w.$[\]-]{1,80})/gi)];
  const names = [...quoted, ...told, ...before, ...missing].map(([, name = '']) => name.replace(/[.\]-]+$/, ''));
  return [...new Set(names)].filter((name) => name !== '');
}
