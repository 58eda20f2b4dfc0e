import { openStore } from '../../alibaba/secrets/open.ts';
import { RotationError, SecretNotFound } from '../../engine/rotation/errors.ts';
import type { Description, SecretId } from '../../engine/rotation/store.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { CommandContext } from '../cli/perform.ts';
import type { AdoptOptions } from './adopt-options.ts';
import { alreadyAdopted, alreadyCreated } from './already-there.ts';
import { create } from './create.ts';
import { take } from './take.ts';

/**
 * Runs `rotator adopt`: creates a secret with its policy, or gives a policy to one that is there and keeps its value.
 * Returns 3 if the operator must decide something first.
 */
export async function adopt(
  commandContext: CommandContext,
  secret: SecretId,
  options: AdoptOptions,
): Promise<number> {
  const found = await find(commandContext, secret);
  const { creation, settings } = options;
  if (creation)
    return found
      ? alreadyCreated(commandContext, found, creation, settings)
      : create(commandContext, secret, creation, options);
  if (!found)
    throw new RotationError(
      'secret-not-found',
      `the secret ${secret} does not exist in this account and region. To create it, pass --create.`,
    );
  return found.tags['rotation:type'] === undefined
    ? take(commandContext, found, options)
    : alreadyAdopted(commandContext, found, settings);
}

async function find(
  { environment, timeout }: CommandContext,
  secret: SecretId,
): Promise<Description | undefined> {
  using deadline = startDeadline(timeout, 0);
  try {
    return await openStore(environment).describe(secret, deadline.signal);
  } catch (error) {
    if (error instanceof SecretNotFound) return undefined;
    throw error;
  }
}
