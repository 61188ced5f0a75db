// Whether a value is what a schema of the description allows, decided by ajv on the description as it stands.
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

/** (pointer of the schema, value) → the first problem, or undefined. Schemas that ajv cannot read allow everything. */
export function createValueCheck(root) {
  let ajv;
  const compiled = new Map();
  const compile = (pointer) => {
    ajv ??= withDocument(root);
    try {
      return ajv.compile({ $ref: `description#${encodeURI(decodeURIComponent(pointer))}` });
    } catch {
      return () => true;
    }
  };
  return (pointer, value) => {
    if (!compiled.has(pointer)) compiled.set(pointer, compile(pointer));
    const validate = compiled.get(pointer);
    if (validate(withoutFiles(value))) return undefined;
    const [{ instancePath, message }] = validate.errors;
    return `${instancePath} ${message}`.trim();
  };
}

function withDocument(root) {
  const ajv = new Ajv({ strict: false, validateSchema: false, unicodeRegExp: false, logger: false, allErrors: false });
  addFormats.default ? addFormats.default(ajv) : addFormats(ajv);
  const plain = JSON.parse(JSON.stringify(root), (name, value) => (isForeign(name, value) ? undefined : value));
  return ajv.addSchema(plain, 'description');
}

/** What looks like a keyword of a schema and is none: an example's "$id", a parameter's `required`. */
function isForeign(name, value) {
  return (name === '$id' && typeof value === 'string') || (name === 'required' && typeof value === 'boolean');
}

/** Files stand for the texts that carry them. */
function withoutFiles(value) {
  if (Array.isArray(value)) return value.map(withoutFiles);
  if (typeof value !== 'object' || value === null) return value;
  if ('$base64' in value || '$text' in value) return value.$base64 ?? value.$text;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, withoutFiles(held)]));
}
