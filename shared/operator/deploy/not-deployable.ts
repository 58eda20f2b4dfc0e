import { RotationError } from '../../engine/rotation/errors.ts';

/** A stack, or an object of its code, is in a state that no deployment can go on from. Nothing was changed. */
export class NotDeployable extends RotationError {
  constructor(what: string, why: string) {
    super('policy-malformed', `${what} cannot be deployed: ${why}.`);
  }
}
