import { TemplateError } from '../../ros-template/template-error.ts';
import { Refusal } from '../refusal.ts';

/**
 * Returns a refusal. The codes in this file are those of ROS CreateStack, UpdateStack, DeleteStack and GetChangeSet.
 */
export const stackNotFound = (id: string) =>
  new Refusal(404, 'StackNotFound', `The Stack (${id}) could not be found.`);

export const stackExists = (name: string) =>
  new Refusal(409, 'StackExists', `The Stack (${name}) already exists.`);

export const actionInProgress = (name: string, action: string) =>
  new Refusal(409, 'ActionInProgress', `Stack ${name} already has an action (${action}) in progress.`);

export const changeSetNotFound = (id: string) =>
  new Refusal(404, 'ChangeSetNotFound', `The ChangeSet ${id} could not be found.`);

/** Returns a refusal whose code is not among the documented ones. */
export const wrongState = (why: string) => new Refusal(400, 'StackValidationFailed', why);

/**
 * Returns what `make` makes out of a template. Throws a Refusal for a TemplateError, because a bad template is the
 * caller's error.
 */
export function refusingTemplate<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (error instanceof TemplateError) throw new Refusal(400, error.code, error.message);
    throw error;
  }
}
