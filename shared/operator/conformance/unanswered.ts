import { type CloudError, timeIsUp } from '../../alibaba/cloud-error.ts';

/** A question that the cloud did not answer. The message says why, and what to do. */
export class Unanswered extends Error {
  /** Whether the service refused the call, so that nothing has changed. */
  readonly refused: boolean;

  constructor(cause: CloudError | string) {
    super(typeof cause === 'string' ? cause : reasonOf(cause));
    this.name = 'Unanswered';
    this.refused = typeof cause === 'string' || cause.refused;
  }
}

function reasonOf(error: CloudError): string {
  if (error.code === timeIsUp) return 'not asked: the time was over, or somebody interrupted';
  const action = error.denial?.action;
  return action === undefined ? error.message : `${error.message}. To allow it: allow ${action} in RAM`;
}
