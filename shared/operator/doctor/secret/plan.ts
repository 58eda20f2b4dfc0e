import { adviceOn } from '../../../notifications/advice.ts';
import { type Check, failed, ok } from '../check.ts';
import type { SecretSubject } from './subject.ts';

/** Says whether a rotation would succeed now. */
export function planCheck({ secret, plan }: SecretSubject): Check {
  return {
    title: 'plan',
    run: async () => {
      const { result, error } = await plan();
      if (error) return failed(error.message, adviceOn(error.code));
      if (result?.Outcome === 'planned') return ok(`a rotation would use ${result.Strategy}`);
      const [missing = result?.Reason ?? 'blocked'] = result?.Plan?.Missing ?? [];
      return failed(missing, `rotator plan ${secret} shows all that is missing`);
    },
  };
}
