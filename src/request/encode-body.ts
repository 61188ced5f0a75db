import { admits, candidatesOf, typeOf } from './candidates.ts';
import type { ChosenMedia } from './choose-media.ts';
import { encodeForm } from './encode-form.ts';
import { type EncodeContext, encodeMultipart, typeByName } from './encode-multipart.ts';
import { encodeXml } from './encode-xml.ts';
import { type FileValue, isFileValue, readFileValue } from './file-value.ts';
import type { HttpBody } from './http-request.ts';
import { inlineFiles, isBase64Text, toBase64 } from './inline-files.ts';
import { toJson, toText } from './json-value.ts';
import { holdsLoneSurrogate, LONE_SURROGATE } from './lone-surrogate.ts';
import { essenceOf, kindOf, type MediaKind } from './media-type.ts';
import { refusal } from './problem.ts';

export interface EncodedBody {
  /** `undefined` for multipart: its boundary is chosen when it is sent. */
  readonly contentType: string | undefined;
  readonly body: HttpBody;
}

type Encoder = (value: unknown, chosen: ChosenMedia, context: EncodeContext) => string;

/** Bodies that are text, by kind of media type. */
const TEXT: Readonly<Record<Exclude<MediaKind, 'multipart' | 'binary'>, Encoder>> = {
  json: (value) => toJson(value),
  // RFC 7464 begins each text of a sequence with RS; the others end each line with LF
  'json-lines': (value, { media }) => {
    if (typeof value === 'string') return value;
    const start = essenceOf(media.type).endsWith('json-seq') ? '\u001e' : '';
    return (Array.isArray(value) ? value : [value]).map((item) => `${start}${toJson(item)}\n`).join('');
  },
  form: (value, { media }) => encodeForm(value, media.encoding),
  xml: (value, { media }, { problems }) =>
    typeof value === 'string' ? value : encodeXml(value, media.schema, problems),
  text: (value) => toText(value),
};

/** A checked value as a body of the chosen media type; what cannot be encoded goes to `problems`. */
export function encodeBody(value: unknown, chosen: ChosenMedia, context: EncodeContext): EncodedBody {
  const { media, contentType } = chosen;
  const kind = kindOf(contentType ?? media.type);
  // JSON has an escape for it, and XML a refusal of its own
  if (!/json|xml/.test(kind) && holdsLoneSurrogate(value)) {
    context.problems.push(refusal(context.pointer, LONE_SURROGATE));
  }
  if (kind === 'multipart') {
    const parts = encodeMultipart(value, media, context);
    if (parts.length === 0) context.problems.push(refusal(context.pointer, 'must have at least one part'));
    return { contentType: undefined, body: { kind: 'multipart', type: essenceOf(contentType ?? media.type), parts } };
  }
  if (isFileValue(value)) return fileBody(readFileValue(value, context), chosen);
  if (kind === 'binary') return binaryBody(value, chosen, context);
  const inlined = media.schema === undefined ? value : inlineFiles(value, candidatesOf(media.schema), context);
  return {
    contentType: contentType ?? 'application/octet-stream',
    body: { kind: 'content', content: TEXT[kind](inlined, chosen, context) },
  };
}

function fileBody({ content, contentType, filename }: FileValue, chosen: ChosenMedia): EncodedBody {
  const type = chosen.contentType ?? contentType ?? typeByName(filename) ?? 'application/octet-stream';
  const { schema } = chosen.media;
  // 3.0 Request Body Object, "Considerations for File Uploads": content transferred with base64 encoding
  const isText =
    schema !== undefined && isBase64Text(schema) && (typeof content === 'string' || content instanceof Uint8Array);
  return { contentType: type, body: { kind: 'content', content: isText ? toBase64(content) : content } };
}

/** Content in a notation not known here: files and texts as they are; an object as JSON where the description speaks of one. */
function binaryBody(value: unknown, chosen: ChosenMedia, { pointer, problems }: EncodeContext): EncodedBody {
  const { media, contentType = 'application/octet-stream' } = chosen;
  const isNested = typeof value === 'object' && value !== null;
  const isDescribed = media.schema !== undefined && admits(candidatesOf(media.schema), typeOf(value));
  if (isNested && !isDescribed) {
    problems.push(refusal(pointer, 'expected {"$base64": …}, {"$text": …}, {"$file": …} or a string'));
  }
  return { contentType, body: { kind: 'content', content: toText(value) } };
}
