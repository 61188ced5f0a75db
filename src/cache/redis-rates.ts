import { lazy } from '../lazy.ts';
import { createRates, type Rates } from './rates.ts';
import { PREFIX, type Redis } from './redis.ts';

/** As rate-limiter-flexible's own, but in milliseconds: its seconds are whole, and shorter ones would never end. */
const TAKE = `
redis.call('SET', KEYS[1], 0, 'PX', ARGV[2], 'NX')
local taken = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {taken, left}`;

/** Counts that all replicas share. While Redis does not answer each counts for itself. */
export function createRedisRates(redis: Redis): Rates {
  const crypto = lazy(() => import('node:crypto'));
  const storeClient = {
    // the limiter asks for its script to be defined, and then calls it by this name with a list
    defineCommand: () => undefined,
    rlflxIncr: async ([key = '', points = '1', perMs = '1']: readonly string[]): Promise<unknown> => {
      const { createHash } = await crypto();
      const target = `${PREFIX}rate:${createHash('sha256').update(key).digest('base64url')}`;
      const counted = await redis.run((client) => client.eval(TAKE, 1, target, points, perMs));
      if (counted === undefined) throw new Error('Redis does not answer');
      return counted;
    },
  };
  return createRates(async ({ points, perMs }, memory) => {
    const { RateLimiterRedis } = await import('rate-limiter-flexible');
    // what it takes for seconds are milliseconds to the script
    return new RateLimiterRedis({
      storeClient,
      points,
      duration: perMs,
      keyPrefix: `${points}/${perMs}`,
      insuranceLimiter: memory,
    });
  });
}
