import { describe, expect, it } from 'vitest';
import { nextIds } from '../../src/mock/next-ids.ts';

describe('nextIds', () => {
  it.each([
    [{ id: 1042 }, { id: 1043 }],
    [{ id: 'ord_0099' }, { id: 'ord_0100' }],
    [{ id: 'abc' }, { id: 'abc-1' }],
    [{ id: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }, { id: '3fa85f64-5717-4562-b3fc-000000000001' }],
    [
      { id: 1, number: 1347, title: 'Found a bug' },
      { id: 2, number: 1348 },
    ],
    [{ title: 'no id' }, { id: '1' }],
    [{ id: null }, { id: '1' }],
    [{ id: '99999999999999999999' }, { id: '999991000000000000000' }],
  ])('continues %j with %j', (sample, ids) => {
    expect(nextIds(sample, 0)).toEqual(ids);
  });

  it('counts on from what was created before', () => {
    expect(nextIds({ id: 1042 }, 4)).toEqual({ id: 1047 });
  });
});
