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

/** Nouns that nearly every API has for what a thing is, says, costs, who has it, and when; singular. */
const CONTENT: ReadonlySet<string> = new Set(
  [
    'name title subject text body message content description summary comment note label tag',
    'status state phase type kind role reason priority visibility public private enabled active completed',
    'amount price quantity currency total count size value number',
    'from to sender recipient email phone user owner author assignee member customer parent',
    'item query q search due date start end region file key url',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a word (singular, in lower case) says what a thing is about, in any API. */
export function isContentWord(word: string): boolean {
  return CONTENT.has(word);
}

/** Whether a member's name says that it holds an address of something else, not a value of its own. */
export function isLink(name: string): boolean {
  return /_(url|href|uri)$|[a-z](Url|Href|Uri)$|^_?links$|^node_id$/.test(name) && name !== 'html_url';
}
