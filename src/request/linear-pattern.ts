import { LRUCache } from 'lru-cache';

export type TestText = (text: string) => boolean;
export type CompilePattern = (pattern: string) => TestText | undefined;

/** Beyond this a text is taken as matching, which callers are told: even linear time adds up, and few descriptions bound long texts by a pattern. */
export const LONGEST_TEXT = 2000;
const LONGEST_PATTERN = 2000;

let loading: Promise<CompilePattern> | undefined;

/** The compiler of patterns from descriptions: RE2, linear in the text, so that a hostile pattern cannot hang a call. Loaded at first use. */
export function loadPatterns(): Promise<CompilePattern> {
  loading ??= import('re2js').then(({ RE2JS }) => {
    const compiled = new LRUCache<string, TestText | 'unsupported'>({ max: 500 });
    const compile = (pattern: string): TestText | 'unsupported' => {
      if (pattern.length > LONGEST_PATTERN) return 'unsupported';
      try {
        const program = RE2JS.compile(RE2JS.translateRegExp(pattern));
        return (text) => text.length > LONGEST_TEXT || program.test(text);
      } catch {
        return 'unsupported';
      }
    };
    return (pattern) => {
      const test = compiled.get(pattern) ?? compile(pattern);
      compiled.set(pattern, test);
      return test === 'unsupported' ? undefined : test;
    };
  });
  return loading;
}
