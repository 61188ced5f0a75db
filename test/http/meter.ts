import { type Meter, NO_METER } from '../../src/observe/meter.ts';

/** A meter that writes down what it is told, in words. */
export function writingMeter(): { readonly meter: Meter; readonly told: string[] } {
  const told: string[] = [];
  const meter: Meter = {
    ...NO_METER,
    exchange: ({ api, method, outcome }) => told.push(`${api} ${method} ${outcome}`),
    retry: (api) => told.push(`${api} retry`),
    breaker: (api, state) => told.push(`${api} ${state}`),
    queue: (api, { waiting, running }) => told.push(`${api} ${waiting} waiting ${running} running`),
    refused: (api, why) => told.push(`${api} refused ${why}`),
    cache: (cache, hit) => told.push(`${cache} ${hit ? 'hit' : 'miss'}`),
  };
  return { meter, told };
}
