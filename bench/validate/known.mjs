// Why a rejection is not the request's fault, each with where that can be seen. A call is explained only where every single
// violation of it is; whatever no rule fits counts against us.

const PRISM_BODY = '@stoplight/prism-http/dist/validator/validators/body.js';

const isType = (pattern) => (call) => pattern.test(call.received?.headers['content-type'] ?? '');
const isXml = isType(/xml/);
const isMultipart = isType(/^multipart\//);
const isForm = isType(/x-www-form-urlencoded/);
const isPlain = isType(/^text\/plain/);
const hasFragment = ({ operation }) => operation.path.includes('#');

/** A member that a multipart body carries as a part of type JSON. */
const isJsonPart = (call) =>
  isMultipart(call) && /Content-Type: application\/json\r\n/i.test(String(call.received.body));

/** YAML that was converted badly: `type: string` beside `enum: [1, 2]` admits nothing. */
const hasImpossibleEnum = ({ operation }) =>
  operation.parameters.some(
    ({ schema }) =>
      schema.type === 'string' && schema.enum?.length > 0 && schema.enum.every((each) => typeof each === 'number'),
  );

const isFormField = (call, violation) => {
  const [, name] = /required property '([^']+)'/.exec(violation) ?? [];
  return isForm(call) && new URLSearchParams(String(call.received.body)).has(name);
};

const isTakenBySteady = ({ verdicts }) =>
  verdicts.every(({ kind, judge }) => judge !== 'steady' || kind === 'accepted');

const KNOWN = [
  {
    why: `Prism reads no XML: it hands the text of such a body to the schema (${PRISM_BODY}). test/request/round-trip-bodies.test.ts parses ours by fast-xml-parser`,
    judge: 'prism',
    violation: /^body: type: .* must be (object|array)$/,
    applies: isXml,
  },
  {
    why: 'Steady reads no XML: it hands the text of such a body to the schema',
    judge: 'steady',
    violation: /^body: E3008: Expected type \w+, got string/,
    applies: isXml,
  },
  {
    why: 'text/plain with a schema of an object: no text can be one, and OpenAPI says of no way to write it',
    violation: /^body: (type: .* must be|E3008: Expected type) (object|array)/,
    applies: isPlain,
  },
  {
    why: 'Swagger 2.0 without `consumes`: nothing says the type of the body, so that Prism takes none at all',
    judge: 'prism',
    violation: /415: No supported content types/,
    applies: ({ operation }) => operation.saysNoType === true,
  },
  {
    why: `Prism keeps one text a part name: it reads neither JSON parts nor repeated parts, and takes any reserved character in a styled part for a fault (${PRISM_BODY}, parseMultipartFormDataParams)`,
    judge: 'prism',
    violation: /^body\.\S+: (type: .* must be (array|object)|undefined: Reserved characters)/,
    applies: isMultipart,
  },
  {
    why: `what Prism says of the other arms of a oneOf whose JSON part it did not read (${PRISM_BODY})`,
    judge: 'prism',
    violation: /^body\.\S+: enum:/,
    applies: (call) => isJsonPart(call) && /must be (array|object)/.test(call.cause),
  },
  {
    why: 'Steady reads a JSON part only where the property itself is a plain object, not below a oneOf, a reference or in a list (curl -F sends the same)',
    judge: 'steady',
    violation: /^body\.\S+: E30(08|10): Expected type (object|array), got string/,
    applies: isJsonPart,
  },
  {
    why: `Prism keeps one value a name in a form (${PRISM_BODY}, splitUriParams), so that a list without an encoding never reaches it`,
    judge: 'prism',
    violation: /^body\.\S+: type: .* must be array$/,
    applies: isForm,
  },
  {
    why: `Prism drops form fields that \`properties\` does not name, required or not (${PRISM_BODY}, deserializeFormBody)`,
    judge: 'prism',
    violation: /^body: required: .* required property/,
    applies: isFormField,
  },
  {
    why: 'the value fits several arms of a oneOf that the description does not tell apart, or only by a discriminator or by how a parameter is typed: a matter of the value, not of the wire; Prism wants exactly one and reads no discriminator',
    judge: 'prism',
    violation: /: oneOf: .* must match exactly one schema in oneOf$/,
    applies: (call) => isTakenBySteady(call) || isJsonPart(call) || /discriminator/i.test(steadyCause(call)),
  },
  {
    why: 'a discriminator without a mapping names schemas (3.0.3 §4.7.24); Steady then allows nothing at all, as its own list of allowed values shows: []',
    judge: 'steady',
    violation: /: E3011: .*, expected \[\]$/,
    applies: () => true,
  },
  {
    why: 'Steady refuses the very value that it lists as allowed: it follows no mapping to the name of a schema, which OpenAPI has (3.0.3 §4.7.24), or to a file',
    judge: 'steady',
    violation: /: E3011: Invalid discriminator value ("[^"]*") .*, expected \[.*\1.*\]$/,
    applies: () => true,
  },
  {
    why: 'the mapping of the discriminator leads to files that are not there, and knows fewer values than the enum of the member',
    judge: 'steady',
    violation: /: E3011:/,
    applies: ({ operation }) =>
      operation.bodies.some(({ schema }) =>
        Object.values(schema.discriminator?.mapping ?? {}).some((target) => /\.ya?ml/.test(target)),
      ),
  },
  {
    why: 'the description makes Accept a parameter with an enum, which OpenAPI says to ignore (3.0.3 §4.7.12.1)',
    violation: /^header\.accept: (enum|E3016):/i,
    applies: () => true,
  },
  {
    why: 'the description tells operations of one path apart by a fragment, which no client sends; the judge holds the request against the first',
    violation: /./,
    applies: hasFragment,
  },
  {
    why: 'a list of objects in the query: "undefined" in the table of styles (3.0.3 §4.7.12.4); sent as JSON texts',
    violation: /^query\.\S+: (type: .* must be object|E\d+: Expected type object, got string)/,
    applies: ({ operation }) =>
      operation.parameters.some(
        ({ schema, style = 'form' }) =>
          style === 'form' && (schema.items?.$ref !== undefined || schema.items?.type === 'object'),
      ),
  },
  {
    why: 'Prism looks for the text "%20" in a query that it has already decoded, and knows no such styles in a path (prism-http/dist/validator/deserializers/index.js); test/request/style-table.test.ts holds the bytes',
    judge: 'prism',
    violation: /^(path|query)\.\S+: type:/,
    applies: ({ operation }, violation) =>
      operation.parameters.some(
        ({ location, style, argument }) =>
          violation.startsWith(`${location}.${argument.toLowerCase()}`) &&
          (location === 'path' ? ['ssv', 'tsv', 'pipes'] : ['ssv', 'tsv', 'spaceDelimited']).includes(style),
      ),
  },
  {
    why: 'what stands beside a $ref is ignored in 3.0 (§4.7.23); Prism heeds it',
    judge: 'prism',
    violation: /^body: required:/,
    applies: ({ operation }) =>
      operation.bodies.some(({ schema }) => schema.$ref !== undefined && schema.required !== undefined),
  },
  {
    why: 'the description asks for a text and lists numbers as its only values: nothing fits, and on the wire there is no difference',
    violation: /^(path|query)\.\S+: (enum|E3016):/,
    applies: hasImpossibleEnum,
  },
  {
    why: 'Steady does not divide `{index}.{diffType}`, two parameters in one segment; Prism does',
    judge: 'steady',
    violation: /^(path\.|query\.)/,
    applies: ({ operation }) => /\}[^/{]+\{/.test(operation.path),
  },
  {
    why: 'lists within a deepObject have no form in OpenAPI; we write indices as Stripe’s own clients do, Steady knows `[]` only',
    judge: 'steady',
    violation: /\[\d+\]" looks like a serialization/,
    applies: () => true,
  },
  {
    why: 'Steady leaves numbers of a deepObject as texts where they stand below a reference or additionalProperties',
    judge: 'steady',
    violation: /^(query|body)\.\S+\.\S+: E300[38]: Expected type (integer|number|boolean), got string/,
    applies: ({ operation }) =>
      operation.parameters.some(({ style }) => style === 'deepObject') ||
      operation.bodies.some(({ styles = [] }) => styles.includes('deepObject')),
  },
];

function steadyCause({ verdicts }) {
  return verdicts.find(({ judge }) => judge === 'steady')?.cause ?? '';
}

/** Why a rejection is not the request's fault; `undefined` where it may be. */
export function explanationOf(call) {
  const whys = call.cause.split('; ').map((violation) => {
    const rules = KNOWN.filter(({ judge }) => judge === undefined || judge === call.judge);
    return rules.find((rule) => rule.violation.test(violation) && rule.applies(call, violation))?.why;
  });
  return whys.includes(undefined) ? undefined : [...new Set(whys)].join('; and ');
}
