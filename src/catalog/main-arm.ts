import { unionsOf } from './alternatives.ts';
import { flattenObject, unwrapped } from './flatten.ts';
import type { Schema } from './schema.ts';
import { itemsOf } from './type-expression.ts';

/** `items` of alternatives without `type: array`: so Slack's description writes of one object. */
export function isNoList(schema: Schema): boolean {
  const items = itemsOf(schema);
  if (Reflect.get(schema.node, 'type') !== undefined || Reflect.get(schema.node, 'items') === undefined) return false;
  return items === undefined || unionsOf(items).length > 0;
}

/** What one item of a list is, where `items` are written of it too. */
export function itemThing(item: Schema): Schema {
  return isNoList(item) ? (itemsOf(item) ?? item) : item;
}

/** The alternative that says most, where the schema itself names no member. */
export function mainArm(schema: Schema): Schema {
  const inner = unwrapped(schema);
  if (flattenObject(inner).properties.size > 0) return inner;
  const arms = unionsOf(inner).flat();
  return (
    arms.find((arm) => flattenObject(arm).properties.size > 0) ??
    arms.find(({ types }) => !types.includes('null')) ??
    inner
  );
}
