import { Refusal } from '../refusal.ts';

type Entity = 'User' | 'User.AccessKey' | 'User.Policy' | 'Role' | 'Role.Policy' | 'Policy';

const words = (entity: Entity) => entity.replace('.', "'s ").replace('AccessKey', 'access key').toLowerCase();

/**
 * Returns a refusal. The codes in this file are in RAM's list of error messages, but those of roles are in the official
 * providers.
 */
export const notExist = (entity: Entity) =>
  new Refusal(404, `EntityNotExist.${entity}`, `The ${words(entity)} does not exist.`);

export const alreadyExists = (entity: Entity) =>
  new Refusal(409, `EntityAlreadyExists.${entity}`, `The ${words(entity)} does already exist.`);

export const limitExceeded = (of: Entity | 'Policy.Version') =>
  new Refusal(409, `LimitExceeded.${of}`, `The count of ${of} is beyond the current limits.`);

/** Returns the refusal of a deletion. The entity still has something else, or something else still has the entity. */
export const deleteConflict = (between: `${'User' | 'Role' | 'Policy'}.${string}`) =>
  new Refusal(409, `DeleteConflict.${between}`, `The deletion is in conflict: ${between}.`);
