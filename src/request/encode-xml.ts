import type { Schema } from '../catalog/schema.ts';
import { candidatesOf, shapeOf } from './candidates.ts';
import { isObject, memberOf, toText } from './json-value.ts';
import { type Problem, refusal, showName } from './problem.ts';

/** What a node becomes (OpenAPI 3.2, XML Node Types). */
type NodeKind = 'element' | 'attribute' | 'text' | 'cdata' | 'none';

interface Node {
  /** The name inferred: a property's, a component's; the schema's own `xml.name` goes before it. */
  readonly name: string;
  readonly value: unknown;
  readonly schema: Schema | undefined;
}

/**
 * A value as an XML document by the `xml` hints of its schema (OpenAPI XML Object): names, attributes, namespaces, wrapped lists,
 * text and CDATA nodes; members without hints become elements of their own names. What XML cannot hold goes to `problems`.
 */
export function encodeXml(value: unknown, schema: Schema | undefined, problems: Problem[]): string {
  const name = schema?.xml?.name ?? schema?.name ?? schema?.items?.name ?? 'root';
  const root = Array.isArray(value)
    ? wrapped(
        { name, value, schema },
        value.map((item) => nodeText(itemOf(name, item, schema), problems)).join(''),
        problems,
      )
    : nodeText({ name, value, schema }, problems);
  return `<?xml version="1.0" encoding="UTF-8"?>${root}`;
}

function nodeText(node: Node, problems: Problem[]): string {
  const { name, value, schema } = node;
  const kind = kindOfNode(schema, value);
  if (kind === 'text') return escapedText(toText(value), problems);
  if (kind === 'cdata') return `<![CDATA[${checked(toText(value), problems).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  if (Array.isArray(value)) {
    const itemName = kind === 'element' ? (schema?.xml?.name ?? name) : name;
    const items = value.map((item) => nodeText(itemOf(itemName, item, schema), problems)).join('');
    return kind === 'element' ? wrapped(node, items, problems) : items;
  }
  const content = contentOf(value, schema, problems);
  return kind === 'none' ? content : wrapped(node, content, problems);
}

function itemOf(name: string, value: unknown, schema: Schema | undefined): Node {
  return { name, value, schema: schema === undefined ? undefined : shapeOf(candidatesOf(schema)).items[0] };
}

/** 3.2 says `nodeType`; before, `attribute` and `wrapped`. Lists have no node of their own unless wrapped. */
function kindOfNode(schema: Schema | undefined, value: unknown): NodeKind {
  const said = memberOf(memberOf(schema?.node, 'xml'), 'nodeType');
  if (said === 'text' || said === 'cdata' || said === 'none') return said;
  if (schema?.xml?.attribute === true) return 'attribute';
  return Array.isArray(value) && schema?.xml?.wrapped !== true ? 'none' : 'element';
}

function wrapped(node: Node, content: string, problems: Problem[]): string {
  const tag = qualifiedName(node, problems);
  const attributes = namespacesOf(node, problems) + attributesOf(node, problems);
  return content === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${content}</${tag}>`;
}

function contentOf(value: unknown, schema: Schema | undefined, problems: Problem[]): string {
  if (value === undefined || value === null) return '';
  if (!isObject(value)) return escapedText(toText(value), problems);
  return membersOf(value, schema)
    .filter((member) => kindOfNode(member.schema, member.value) !== 'attribute')
    .map((member) => nodeText(member, problems))
    .join('');
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

function attributesOf({ value, schema }: Node, problems: Problem[]): string {
  if (value === null) return ` xmlns:xsi="${XSI}" xsi:nil="true"`;
  if (!isObject(value)) return '';
  return attributeMembers(value, schema)
    .map((member) => ` ${qualifiedName(member, problems)}="${escapedText(toText(member.value), problems)}"`)
    .join('');
}

function attributeMembers(value: object, schema: Schema | undefined): readonly Node[] {
  return membersOf(value, schema).filter(
    (member) => kindOfNode(member.schema, member.value) === 'attribute' && member.value !== null,
  );
}

function membersOf(value: object, schema: Schema | undefined): readonly Node[] {
  const properties = schema === undefined ? undefined : shapeOf(candidatesOf(schema)).properties;
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => ({ name, value: member, schema: properties?.get(name)?.[0] }));
}

/** The namespaces of an element and its attributes, each declared once; attributes have one only by a prefix (XML Namespaces §6.2). */
function namespacesOf({ value, schema }: Node, problems: Problem[]): string {
  const prefixed = isObject(value)
    ? attributeMembers(value, schema).filter((member) => member.schema?.xml?.prefix)
    : [];
  const declared = new Map<string, string>();
  for (const hints of [schema?.xml, ...prefixed.map((member) => member.schema?.xml)]) {
    const { namespace, prefix } = hints ?? {};
    if (namespace === undefined) continue;
    const name = prefix === undefined ? 'xmlns' : `xmlns:${prefix}`;
    if (!declared.has(name)) declared.set(name, ` ${name}="${escapedText(namespace, problems)}"`);
  }
  return [...declared.values()].join('');
}

/** Names come from descriptions and from callers; one that is no XML name could be anything (XML 1.0 §2.3). */
function qualifiedName({ name, schema }: Node, problems: Problem[]): string {
  const local = schema?.xml?.name ?? name;
  const full = schema?.xml?.prefix === undefined ? local : `${schema.xml.prefix}:${local}`;
  if (/^[\p{L}_][\p{L}\p{N}._-]*(:[\p{L}_][\p{L}\p{N}._-]*)?$/u.test(full)) return full;
  problems.push(refusal('/body', `${showName(full)} cannot be the name of an XML element; give the body as XML text`));
  return 'invalid';
}

function escapedText(text: string, problems: Problem[]): string {
  return checked(text, problems)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** XML 1.0 §2.2 has no way to write most control characters. */
function checked(text: string, problems: Problem[]): string {
  if (/[^\t\n\r\P{Cc}]|\p{Surrogate}/u.test(text))
    problems.push(refusal('/body', 'holds a control character, which XML cannot'));
  return text;
}
