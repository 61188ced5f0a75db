import { isLink } from './type-members.ts';

/** In the order in which a caller looks for them. */
export const TELLING: readonly RegExp[] = [
  /^(_?id|number|key|login|slug|uid|uuid|guid|gid|iid|sid)$/i,
  /^(name|title|subject|full_?name|display_?name|friendly_?name)$/i,
  /^(state|status|phase|type|kind|amount|total|email)$/i,
  /^(html_url|url|created_at|createdAt|created|value|text|body|content|message|description)$/i,
];

/** Which of these kinds of names a name is; -1 for none. */
export function tellingOf(name: string): number {
  return TELLING.findIndex((names) => names.test(name));
}

/** Members of an answer in the order in which they are worth naming, lowest first. */
export function rankOf(name: string, required: boolean): number {
  const telling = tellingOf(name);
  if (telling >= 0) return telling;
  if (isLink(name)) return TELLING.length + 2;
  return required ? TELLING.length : TELLING.length + 1;
}
