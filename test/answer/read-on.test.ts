import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import type { KeptBody } from '../../src/answer/kept-body.ts';
import { readOn } from '../../src/answer/read-on.ts';
import { showJson, showText } from '../../src/answer/show-body.ts';

/** Keeps in a variable what a cache would keep. */
function keeper(): { keep: (body: KeptBody) => Promise<string>; last: () => KeptBody } {
  let held: KeptBody | undefined;
  return {
    keep: async (body) => {
      held = JSON.parse(JSON.stringify(body)) as KeptBody;
      return `handle.${body.pages.length - 1}`;
    },
    last: () => held as KeptBody,
  };
}

interface Reading {
  /** The first answer and every page after it. */
  readonly texts: readonly string[];
  readonly isWhole: boolean;
}

async function readAll(
  first: string,
  { keep, last }: ReturnType<typeof keeper>,
  budget: number,
  most = 400,
): Promise<Reading> {
  const texts = [first];
  for (let text = first; texts.length < most; ) {
    const [, page] = /cursor "handle\.(\d+)"/.exec(text) ?? [];
    if (page === undefined) return { texts, isWhole: true };
    text = await readOn(last(), Number(page), { budget, keep, keepNew: keep });
    texts.push(text);
  }
  return { texts, isWhole: false };
}

const bodyLines = (text: string) => text.split('\n').filter((line) => !line.startsWith('note: '));

describe('a cut body', () => {
  it('is read on item by item to its end', async () => {
    const items = Array.from({ length: 300 }, (_, id) => ({
      id,
      name: `item ${id}`,
      note: 'some words '.repeat(id % 7),
    }));
    const kept = keeper();
    const first = await showJson(items, { budget: 700, select: undefined, keep: kept.keep });
    const { texts, isWhole } = await readAll(first, kept, 700);
    expect(isWhole).toBe(true);
    const ids = texts
      .flatMap((text) => bodyLines(text))
      .flatMap((line) => {
        const part = JSON.parse(line) as unknown;
        return Array.isArray(part) ? (part as { id?: number }[]).flatMap(({ id }) => id ?? []) : [];
      });
    expect(ids).toEqual(items.map(({ id }) => id));
  });

  it('says where each part belongs', async () => {
    const body = {
      owner: { bio: 'x '.repeat(3000), login: 'octo' },
      data: Array.from({ length: 80 }, (_, id) => ({ id })),
    };
    const kept = keeper();
    const first = await showJson(body, { budget: 400, select: undefined, keep: kept.keep });
    const { texts, isWhole } = await readAll(first, kept, 400);
    expect(isWhole).toBe(true);
    const labels = texts
      .slice(1)
      .flatMap((text) => text.split('\n').filter((line) => /^note: (owner|data)/.test(line)));
    expect(labels[0]).toMatch(/^note: data, from item \d+$/);
    expect(labels).toContainEqual(expect.stringMatching(/^note: owner\.bio, from character \d+$/));
  });

  it('gives the whole of a long text in pieces', async () => {
    const text = Array.from({ length: 2000 }, (_, line) => `line ${line} of the text`).join('\n');
    const kept = keeper();
    const first = await showText(text, { budget: 500, keep: kept.keep });
    const { texts } = await readAll(first, kept, 500);
    const [start = '', ...pieces] = texts.map((each) => bodyLines(each).join('\n'));
    const rest = pieces.map((piece) => (JSON.parse(piece) as string).replace(/… \(\d+ characters\)$/, ''));
    expect([start, ...rest].join('')).toBe(text);
  });

  it('is picked from by select, without what upstream would say now', async () => {
    const items = Array.from({ length: 300 }, (_, id) => ({ id, name: `item ${id}`, words: 'some words '.repeat(9) }));
    const kept = keeper();
    await showJson(items, { budget: 700, select: undefined, keep: kept.keep });
    const text = await readOn(kept.last(), 0, {
      budget: 700,
      keep: kept.keep,
      keepNew: kept.keep,
      select: '[299].name',
    });
    expect(text).toBe('note: from the kept answer, nothing sent\n"item 299"');
  });

  it('is read on through thousands of parts without losing one', async () => {
    const items = Array.from({ length: 300 }, (_, id) => ({
      id,
      body: `${id}:`.padEnd(900, 'word '),
      tags: ['a', 'b'],
    }));
    const kept = keeper();
    const first = await showJson(items, { budget: 700, select: undefined, keep: kept.keep });
    const { texts, isWhole } = await readAll(first, kept, 700, 2000);
    expect(isWhole).toBe(true);
    const shown = texts
      .flatMap(bodyLines)
      .join('\n')
      .replaceAll(/… \(\d+ characters\)/g, '');
    // every text to its last character, in pieces
    const letters = (text: string) => text.replaceAll(/[^word]/g, '').length;
    expect(letters(shown)).toBeGreaterThanOrEqual(letters(items.map(({ body }) => body).join('')));
  });

  it('stays whole when what select picks of it is cut too', async () => {
    const items = Array.from({ length: 300 }, (_, id) => ({ id, name: `item ${id}`, words: 'some words '.repeat(9) }));
    const [kept, others] = [keeper(), keeper()];
    await showJson(items, { budget: 700, select: undefined, keep: kept.keep });
    const before = kept.last();
    const options = { budget: 700, keep: kept.keep, keepNew: others.keep };
    expect(await readOn(kept.last(), 0, { ...options, select: '[].words' })).toContain('read on: cursor');
    expect(kept.last()).toEqual(before);
    expect(JSON.parse(others.last().json)).toHaveLength(300);
  });

  it('stays within the budget on every page, each part valid JSON, and reading on ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 260, max: 700 }), async (value, budget) => {
        const body = {
          wrapped: Array.from({ length: 9 }, (_, index) => [index, value]),
          text: 'word '.repeat(900),
          value,
        };
        const kept = keeper();
        const first = await showJson(body, { budget, select: undefined, keep: kept.keep });
        const { texts, isWhole } = await readAll(first, kept, budget);
        expect(isWhole).toBe(true);
        for (const text of texts) {
          expect(countTokens(text)).toBeLessThanOrEqual(budget);
          for (const line of bodyLines(text)) JSON.parse(line);
        }
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
