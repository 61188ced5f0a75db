import type { Schema } from './schema.ts';

/** A number within all parts' limits and steps: 1 where nothing speaks against it. */
export function sampleNumber(parts: readonly Schema[], type: 'integer' | 'number'): number {
  const step = parts.map((part) => part.multipleOf).find((each) => each !== undefined && each > 0);
  const gap = step ?? (type === 'integer' ? 1 : 0.5);
  const low = Math.max(...parts.map(({ minimum, exclusiveMinimum }) => lowest(minimum, exclusiveMinimum, gap)));
  const high = Math.min(
    ...parts.map(({ maximum, exclusiveMaximum }) => -lowest(minus(maximum), minus(exclusiveMaximum), gap)),
  );
  const wanted = Math.max(low, Math.min(1, high));
  const rounded = type === 'integer' ? Math.ceil(wanted) : wanted;
  return step === undefined ? rounded : onStep(rounded, step, high);
}

function lowest(inclusive: number | undefined, exclusive: number | undefined, gap: number): number {
  return Math.max(inclusive ?? -Infinity, exclusive === undefined ? -Infinity : exclusive + gap);
}

function minus(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

function onStep(value: number, step: number, high: number): number {
  const above = Math.ceil(value / step) * step;
  const result = above <= high ? above : Math.floor(value / step) * step;
  // 3 × 0.1 is 0.30000000000000004
  return Number(result.toPrecision(12));
}
