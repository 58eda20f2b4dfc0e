import { random } from '../../runtime/random.ts';

/** What tells a user or a role from one of the same name that was there before. */
export const newEntityId = () => `2${random.text(17, '0123456789')}`;
