import { RotationError } from '../../engine/rotation/errors.ts';
import type { Result } from '../../engine/rotation/result.ts';
import type { Store } from '../../engine/rotation/store.ts';
import { type CommandContext, perform } from '../cli/perform.ts';
import { type Draft, draftStore } from './draft-store.ts';

/** The plan of a draft, or the reason why there is none. */
export interface Trial {
  /** The plan of a rotation by the draft; absent if none was asked for, or if the service cannot be reached. */
  readonly plan?: Result;
  /** Why the service cannot be reached, if the caller allows that. */
  readonly unreachable?: string;
}

/**
 * Plans a rotation by a draft, with the code of `rotator plan`. Policy and value are checked before the service is
 * opened, so that an unreachable service leaves only the login untried. Throws the errors of a plan.
 */
export async function tryDraft(
  commandContext: CommandContext,
  draft: Draft,
  allowUnreachable: boolean | undefined,
): Promise<Trial> {
  const { secret } = draft;
  const view = (store: Store) => draftStore(store, draft);
  try {
    return { plan: await perform(commandContext, { operation: 'plan', secret }, view) };
  } catch (error) {
    if (allowUnreachable && error instanceof RotationError && error.code === 'unreachable')
      return { unreachable: error.message };
    throw error;
  }
}
