/** One line of values. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const VALUE = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;

/** Prometheus' text format 0.0.4, read strictly; throws at the first thing that is not in it. */
export function parseExposition(text: string): readonly Family[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families: { name: string; help: string; type: string; samples: Sample[] }[] = [];
  let help: string | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (help !== undefined || rest.trim() === '') throw new Error(`HELP out of place: ${line}`);
      help = rest;
    } else if (keyword === 'TYPE') {
      if (help === undefined) throw new Error(`TYPE without HELP: ${line}`);
      if (!NAME.test(name) || families.some((one) => one.name === name))
        throw new Error(`family twice or misnamed: ${line}`);
      if (!/^(counter|gauge|histogram|summary)$/.test(rest)) throw new Error(`no such type: ${line}`);
      families.push({ name, help, type: rest, samples: [] });
      help = undefined;
    } else {
      const family = families.at(-1);
      const sample = parseSample(line);
      if (family === undefined || !belongs(sample.name, family)) throw new Error(`outside its family: ${line}`);
      family.samples.push(sample);
    }
  }
  for (const family of families) checkFamily(family);
  return families;
}

function parseSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === '' || !VALUE.test(value)) throw new Error(`no sample: ${line}`);
  return { name, labels: parseLabels(labels, line), value: Number(value.replace('Inf', 'Infinity')) };
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const pair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=.)|$)/y;
  while (pair.lastIndex < text.length) {
    const [whole, name = '', value = ''] = pair.exec(text) ?? [];
    if (whole === undefined || name in labels) throw new Error(`labels: ${line}`);
    labels[name] = value.replace(/\\(.)/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

function belongs(name: string, { name: family, type }: Family): boolean {
  const suffixes = { histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] }[type] ?? [''];
  return suffixes.some((suffix) => name === family + suffix);
}

function checkFamily(family: Family): void {
  const seen = new Set<string>();
  for (const { name, labels, value } of family.samples) {
    const key = JSON.stringify([name, Object.entries(labels).sort()]);
    if (seen.has(key)) throw new Error(`sample twice: ${key}`);
    seen.add(key);
    if (family.type === 'counter' && !(value >= 0)) throw new Error(`a counter below zero: ${key}`);
  }
  if (family.type === 'histogram') checkHistogram(family);
}

/** Buckets grow with `le`, which ends at `+Inf`, where they equal the count. */
function checkHistogram({ name, samples }: Family): void {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _le, ...rest } = sample.labels;
    const key = JSON.stringify(Object.entries(rest).sort());
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  for (const [key, group] of groups) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number(labels.le?.replace('Inf', 'Infinity')));
    const isRising = (all: readonly number[], min: number): boolean =>
      all.every((one, index) => index === 0 || one - (all[index - 1] ?? 0) >= min);
    const count = group.find((sample) => sample.name === `${name}_count`)?.value;
    const isWhole = bounds.at(-1) === Number.POSITIVE_INFINITY && buckets.at(-1)?.value === count;
    const hasSum = group.some((sample) => sample.name === `${name}_sum`);
    const isMonotone =
      isRising(bounds, Number.MIN_VALUE) &&
      isRising(
        buckets.map(({ value }) => value),
        0,
      );
    if (!isWhole || !hasSum || !isMonotone) throw new Error(`histogram ${name} ${key}`);
  }
}

/** The value of one sample; undefined where there is none. */
export function sampleOf(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = JSON.stringify(Object.entries(labels).sort());
  return parseExposition(text)
    .flatMap(({ samples }) => samples)
    .find((sample) => sample.name === name && JSON.stringify(Object.entries(sample.labels).sort()) === wanted)?.value;
}
