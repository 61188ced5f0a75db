import type { JsonObject } from './json-object.ts';
import { type ItemKey, isItem } from './locate.ts';

const MOST_COLLECTIONS = 100;
const MOST_ITEMS = 100;

/** An item as far as callers said it; the rest of an answer comes from the sample. */
export interface Item {
  readonly key: ItemKey;
  readonly values: JsonObject;
}

/** What callers did to one collection. */
export interface Collection {
  /** Oldest first. */
  readonly items: readonly Item[];
  readonly deleted: readonly ItemKey[];
  /** How many items were ever created, so that their ids never come twice. */
  readonly created: number;
}

/** Collections by `Location.collection`. Bounded: the least recently written collection and the oldest items are forgotten. */
export interface Memory {
  read(collection: string): Collection;
  create(collection: string, item: Item): void;
  /** Replaces the item that `item.key` names, or adds it. */
  put(collection: string, item: Item): void;
  delete(collection: string, key: ItemKey): void;
}

const NOTHING: Collection = Object.freeze({ items: [], deleted: [], created: 0 });

export function createMemory(): Memory {
  const collections = new Map<string, Collection>();
  const read = (name: string): Collection => collections.get(name) ?? NOTHING;
  const write = (name: string, { items, deleted, created }: Collection): void => {
    collections.delete(name);
    collections.set(name, { items: items.slice(-MOST_ITEMS), deleted: deleted.slice(-MOST_ITEMS), created });
    const [oldest] = collections.keys();
    if (collections.size > MOST_COLLECTIONS && oldest !== undefined) collections.delete(oldest);
  };
  return Object.freeze({
    read,
    create(name: string, item: Item) {
      const { items, deleted, created } = read(name);
      write(name, { items: [...items, item], deleted, created: created + 1 });
    },
    put(name: string, item: Item) {
      const { items, deleted, created } = read(name);
      const still = deleted.filter((key) => !isNamed(item, key));
      write(name, { items: [...items.filter((other) => !isNamed(other, item.key)), item], deleted: still, created });
    },
    delete(name: string, key: ItemKey) {
      const { items, deleted, created } = read(name);
      write(name, { items: items.filter((item) => !isNamed(item, key)), deleted: [...deleted, key], created });
    },
  });
}

/** Whether `key` names `item`; items that were created are known by their own members only. */
export function isNamed(item: Item, key: ItemKey): boolean {
  return isItem(item.values, key) || (item.key.parameter === key.parameter && item.key.value === key.value);
}
