import { type Check, ok } from '../check.ts';
import type { SecretSubject } from './subject.ts';

/** Reads the current value. It shows the address in it, and nothing else. */
export function valueCheck({ address }: SecretSubject): Check {
  return {
    title: 'value',
    run: async () => {
      const found = await address();
      if (!found) return ok('readable; it names no host');
      return ok(`readable; for ${found.host}${found.port === undefined ? '' : `:${found.port}`}`);
    },
  };
}
