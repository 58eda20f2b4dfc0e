import type { Ground } from '../../../../integration/trust/table/attack.ts';

/** What can be tried on each strategy with one right alone. A row that cannot be there says why, in a sentence. */
export const grounds: readonly Ground[] = [
  {
    type: 'new-type',
    strategy: 'single-user',
    service: 'new-type',
    isThere: () => true,
    prepare: async () => {
      throw new Error('To do: two accounts with a secret each');
    },
    attacks: {},
  },
];
