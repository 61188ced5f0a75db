import { type JsonObject, memberOf, type Place } from '../spec/document.ts';

/** The Place of a parameter's schema, where the keywords may stand on the parameter itself (2.0, and what is left of it in later documents). */
export function schemaPlaceOf(place: Place): Place {
  const value = place.value as JsonObject;
  return value.schema === undefined ? { ...place, value: inlineSchemaOf(value) } : memberOf(place, 'schema');
}

/** The parameter without what is not schema: `required` is a flag here, not a list of names. */
export function inlineSchemaOf(parameter: JsonObject): JsonObject {
  const { name, in: location, required, collectionFormat, allowEmptyValue, description, ...schema } = parameter;
  return schema;
}
