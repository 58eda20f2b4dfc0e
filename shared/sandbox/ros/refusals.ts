import { TemplateError } from '../../ros-template/template-error.ts';
import { Refusal } from '../refusal.ts';

/** The codes are those of ROS CreateStack, UpdateStack, DeleteStack and GetChangeSet. */
export const stackNotFound = (id: string) =>
  new Refusal(404, 'StackNotFound', `The Stack (${id}) could not be found.`);

export const stackExists = (name: string) =>
  new Refusal(409, 'StackExists', `The Stack (${name}) already exists.`);

export const actionInProgress = (name: string, action: string) =>
  new Refusal(409, 'ActionInProgress', `Stack ${name} already has an action (${action}) in progress.`);

export const changeSetNotFound = (id: string) =>
  new Refusal(404, 'ChangeSetNotFound', `The ChangeSet ${id} could not be found.`);

/** Not among the codes that are documented. */
export const wrongState = (why: string) => new Refusal(400, 'StackValidationFailed', why);

/** What the making of something out of a template answers: a template that is not taken is the caller's error. */
export function refusingTemplate<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (error instanceof TemplateError) throw new Refusal(400, error.code, error.message);
    throw error;
  }
}
