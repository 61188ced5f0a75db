import { type Document, isObject, memberOf } from '../spec/document.ts';
import type { Tag } from './api.ts';
import { stringsOf, textOf } from './read-text.ts';

const MOST_TAGS = 5000;
const MOST_LEVELS = 8;

/** The tags a description declares: 3.2's `parent` and `summary`, and Redocly's `x-tagGroups`, which many write for the same end. */
export function readTags(document: Document): readonly Tag[] {
  const declared = listAt(document, 'tags').flatMap((tag): Tag[] => {
    if (!isObject(tag) || typeof tag.name !== 'string') return [];
    const parent = typeof tag.parent === 'string' && tag.parent !== tag.name ? tag.parent : undefined;
    return [{ name: tag.name, description: textOf(tag.description) || textOf(tag.summary), parent }];
  });
  const grouped = new Map<string, string>();
  const groups = listAt(document, 'x-tagGroups').flatMap((group): Tag[] => {
    if (!isObject(group) || typeof group.name !== 'string') return [];
    const { name } = group;
    for (const member of stringsOf(group.tags, MOST_TAGS)) if (member !== name) grouped.set(member, name);
    return [{ name, description: '', parent: undefined }];
  });
  const names = new Set(declared.map(({ name }) => name));
  const placed = declared.map((tag) => ({ ...tag, parent: tag.parent ?? grouped.get(tag.name) }));
  const undeclared = [...grouped].filter(([name]) => !names.has(name));
  return withoutCircles([
    ...placed,
    ...groups.filter(({ name }) => !names.has(name)),
    ...undeclared.map(([name, parent]) => ({ name, description: '', parent })),
  ]);
}

/** A tag that is above itself is above nothing. */
function withoutCircles(tags: readonly Tag[]): readonly Tag[] {
  const parents = new Map(tags.map(({ name, parent }) => [name, parent]));
  const isCircle = ({ name, parent }: Tag): boolean => {
    let above = parent;
    for (let level = 0; above !== undefined && above !== name; level++) {
      if (level > MOST_LEVELS) return true;
      above = parents.get(above);
    }
    return above !== undefined;
  };
  const circular = new Set(tags.filter(isCircle).map(({ name }) => name));
  return Object.freeze(tags.map((tag) => (circular.has(tag.name) ? { ...tag, parent: undefined } : tag)));
}

function listAt({ root }: Document, key: string): readonly unknown[] {
  const { value } = memberOf(root, key);
  return Array.isArray(value) ? value.slice(0, MOST_TAGS) : [];
}

/** Tags and those above them, each once: who asks for a group means what is below it too. */
export function withAncestors(tags: readonly Tag[]): (own: readonly string[]) => readonly string[] {
  const parents = new Map(tags.flatMap(({ name, parent }) => (parent === undefined ? [] : [[name, parent] as const])));
  if (parents.size === 0) return (own) => own;
  return (own) => {
    const all = new Set(own);
    for (const tag of own) {
      let above = parents.get(tag);
      for (let level = 0; above !== undefined && level < MOST_LEVELS; level++) {
        all.add(above);
        above = parents.get(above);
      }
    }
    return all.size === own.length ? own : Object.freeze([...all]);
  };
}
