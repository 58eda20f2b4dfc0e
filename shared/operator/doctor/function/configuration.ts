import type { FunctionSettings } from '../../../alibaba/fc/get-function.ts';
import { parseConfiguration } from '../../../engine/rotation/configuration.ts';
import { RotationError } from '../../../engine/rotation/errors.ts';
import { readEnvironment, VariablesMalformed } from '../../../runtime/environment.ts';
import { type Check, failed, ok, type Verdict, warning } from '../check.ts';
import type { FunctionSubject } from './subject.ts';

/** Seconds that a rotation may take at least: a login may take ten of them, and there are several. */
const shortest = 60;

/** Looks at the settings of the function, and at its variables, whose values it does not show. */
export function configurationCheck({ name, settings }: FunctionSubject): Check {
  return {
    title: 'configuration',
    run: async () => verdictOn(name, await settings()),
  };
}

function verdictOn(name: string, settings: FunctionSettings): Verdict {
  const { runtime, timeout, memorySize, instanceConcurrency, state, lastUpdateStatus } = settings;
  if (state === 'Failed' || lastUpdateStatus === 'Failed')
    return failed(`state ${state}, last update ${lastUpdateStatus}`, `deploy ${name} again`);
  const problem = problemIn(settings);
  if (problem !== undefined) return failed(problem, 'correct the variable, and deploy again');
  if (timeout < shortest)
    return failed(
      `it ends after ${timeout} s`,
      `set a timeout of at least ${shortest} s; the templates have more`,
    );
  if (instanceConcurrency > 1)
    return warning(
      `an instance runs ${instanceConcurrency} events at once`,
      'set an instance concurrency of 1',
    );
  return ok(`${runtime}, ${timeout} s, ${memorySize} MB, variables readable`);
}

/** Reads the variables as the function will. A file of certificates is in the function, and not here. */
function problemIn({ environmentVariables }: FunctionSettings): string | undefined {
  const { ROTATION_CA_FILE: _, ...variables } = environmentVariables;
  try {
    const { text, secret } = readEnvironment(variables).configuration;
    if (text !== undefined && secret !== undefined)
      return 'both ROTATION_CONFIGURATION and ROTATION_CONFIGURATION_SECRET are set';
    if (text !== undefined) parseConfiguration('variable ROTATION_CONFIGURATION', text);
    return undefined;
  } catch (error) {
    if (error instanceof VariablesMalformed || error instanceof RotationError) return error.message;
    throw error;
  }
}
