import { createMemoryCache } from '../../src/cache/memory.ts';
import { keepsItsContract } from './contract.ts';

keepsItsContract('the memory cache', async () => ({ cache: createMemoryCache(), close: async () => undefined }));
