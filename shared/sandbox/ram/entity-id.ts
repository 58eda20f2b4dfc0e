import { random } from '../../runtime/random.ts';

/** Returns an id that distinguishes a user or a role from an earlier one of the same name. */
export const newEntityId = () => `2${random.text(17, '0123456789')}`;
