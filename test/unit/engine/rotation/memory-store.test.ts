import { MemoryStore } from '../../../support/engine/memory-store.ts';
import { storeContract } from '../../../support/engine/store-contract.ts';

for (const previousFollowsCurrent of [true, false])
  for (const lateMove of ['reject', 'move', 'stay'] as const)
    storeContract(
      `the store in memory, where previous ${previousFollowsCurrent ? 'follows current' : 'stays'} and a late move ends as ${lateMove}`,
      async () => {
        const store = new MemoryStore({ previousFollowsCurrent, lateMove });
        return {
          store,
          plant: async (secret, planted) => store.plant(secret, planted),
          [Symbol.asyncDispose]: async () => {},
        };
      },
    );
