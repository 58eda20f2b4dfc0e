import { PolicyMalformed } from '../engine/rotation/errors.ts';
import { type Environment, readEnvironment, VariablesMalformed } from '../runtime/environment.ts';

/** Reads the settings of this process. Throws PolicyMalformed with the names of the variables that cannot be used. */
export function readSettings(variables?: Readonly<Record<string, string | undefined>>): Environment {
  try {
    return readEnvironment(variables);
  } catch (error) {
    throw error instanceof VariablesMalformed ? new PolicyMalformed('this function', error.problems) : error;
  }
}
