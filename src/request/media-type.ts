/** `text/html` for ` Text/HTML; charset=utf-8`. */
export function essenceOf(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Kinds of bodies, as far as they are encoded differently. */
export type MediaKind = 'json' | 'json-lines' | 'form' | 'multipart' | 'xml' | 'text' | 'binary';

/** The kind of a media type or range; a range that allows JSON is JSON. */
export function kindOf(type: string): MediaKind {
  const essence = essenceOf(type);
  if (/^(application|text)\/json$|\+json$|^(\*|application)\/\*$|^\*$/.test(essence)) return 'json';
  if (/^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq)$|\+json-seq$/.test(essence)) return 'json-lines';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence.startsWith('multipart/')) return 'multipart';
  if (/^(application|text)\/xml$|\+xml$/.test(essence)) return 'xml';
  if (/^text\/|^application\/(graphql|yaml|x-yaml|javascript|sql|toml)$|\+yaml$/.test(essence)) return 'text';
  return 'binary';
}

/** Whether `type` is one of those that `range` (`image/*`, or a type) allows. */
export function isWithin(type: string, range: string): boolean {
  const [wanted, allowed] = [essenceOf(type), essenceOf(range)];
  if (allowed === '*/*' || allowed === '*' || wanted === allowed) return true;
  return allowed.endsWith('/*') && wanted.startsWith(allowed.slice(0, -1));
}

/** A media type or range in full syntax (RFC 9110 §8.3.1), so that it cannot break a header. */
export function isMediaType(type: string): boolean {
  return (
    type.length <= 200 &&
    /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+:/-]+|"[\w !#$&^.+:;,=/<>()@?-]*"))*$/.test(
      type,
    )
  );
}
