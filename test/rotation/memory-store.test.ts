import { storeContract } from '../secrets-api/store-contract.ts';
import { MemoryStore } from './memory-store.ts';

for (const previousFollowsCurrent of [true, false])
  storeContract(
    `the store in memory, where previous ${previousFollowsCurrent ? 'follows current' : 'stays'}`,
    async () => {
      const store = new MemoryStore({ previousFollowsCurrent });
      return {
        store,
        plant: async (secret, planted) => store.plant(secret, planted),
        [Symbol.asyncDispose]: async () => {},
      };
    },
  );
