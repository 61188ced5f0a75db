// What a task costs a client: calls, turns, tokens read and written.
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Texts come again and again: tool lists, and the same page read by several clients. */
const counted = new Map();

export function tokensOf(text) {
  if (text.length < 2000) return countTokens(text);
  const before = counted.get(text);
  if (before !== undefined) return before;
  const count = countTokens(text);
  counted.set(text, count);
  return count;
}

/** Durations and random handles differ from run to run: each counts as one of its kind. */
export function withoutChance(text) {
  return text
    .replace(/ · \d+(\.\d+)? (ms|s)$/gm, ' · 12 ms')
    .replace(
      /(cursor "|"cursor":")([\w.-]{8,})"/g,
      (_, before, handle) => `${before}${HANDLE.slice(0, handle.length)}"`,
    );
}

const HANDLE =
  'AchsEesXsgAACgpsaXN0IGlzc3VlcyBvZiBhIHJlcG9zaXRvcnkAAAq7xkV92dLwPz3mTe0RbQnYcU8vJ1gF5hK6sWtXyZ4oCiBuGlDpMrNqSjEa2TkHfV'.repeat(
    6,
  );

export function createMeter() {
  const meter = {
    calls: 0,
    turns: 0,
    tokensIn: 0,
    tokensOut: 0,
    /** One call: what the model writes, and the text that it reads. */
    count(args, text) {
      meter.calls++;
      meter.turns++;
      meter.tokensOut += tokensOf(withoutChance(JSON.stringify(args)));
      meter.tokensIn += tokensOf(withoutChance(text));
    },
    /** Calls that do not wait for each other share their turns: as many are taken as the longest of them takes. Run in order, for the same end state each time. */
    async together(jobs) {
      const before = meter.turns;
      let longest = 0;
      const results = [];
      for (const job of jobs) {
        meter.turns = 0;
        results.push(await job());
        longest = Math.max(longest, meter.turns);
      }
      meter.turns = before + longest;
      return results;
    },
  };
  return meter;
}
