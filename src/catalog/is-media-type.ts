/** A media type or range, parameters included (RFC 9110 §8.3.1); it becomes a header, so nothing unseen may be in it. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+[ \t]*(?:;[ -~\u00a0-\u00ff]*)?$/;
const LONGEST = 300;

/** Whether a text can be the type of a body. */
export function isMediaType(text: string): boolean {
  return text.length <= LONGEST && MEDIA_TYPE.test(text);
}
