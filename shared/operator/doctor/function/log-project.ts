import { type Check, failed, ok } from '../check.ts';
import type { FunctionSubject } from './subject.ts';

/**
 * Looks whether the function writes logs, from which alarms are computed. It does not ask Log Service whether the
 * project is there: its API is signed in a way of its own, which this product does not speak.
 */
export function logProjectCheck({ name, settings }: FunctionSubject): Check {
  return {
    title: 'log project',
    run: async () => {
      const { logConfig } = await settings();
      const { project = '', logstore = '' } = logConfig ?? {};
      if (project === '' || logstore === '')
        return failed(
          'the function writes no logs, so no alarm can be raised',
          `deploy ${name} with LogProject`,
        );
      return ok(`${project}/${logstore}, as the function says`);
    },
  };
}
