import { adviceOn } from '../../../notifications/advice.ts';
import { type Check, failed, ok, skipped, warning } from '../check.ts';
import type { SecretSubject } from './subject.ts';

/** Says whether the current value logs in. The plan has tried it, as an application would. */
export function loginCheck({ secret, address, plan }: SecretSubject): Check {
  return {
    title: 'login',
    run: async () => {
      const { result, error } = await plan();
      if (error) return failed(error.message, adviceOn(error.code));
      if (result?.Code === 'refused')
        return failed(result.Reason ?? 'the current value is refused', adviceOn('refused'));
      if (result?.Plan?.CurrentRefused)
        return warning('the current value is refused', `rotator rotate ${secret}`);
      return (await address()) ? ok('the current value logs in') : skipped('the value names no server');
    },
  };
}
