import { CloudError, noCredentials } from '../../alibaba/cloud-error.ts';
import { ours } from '../../engine/rotation/internal-error.ts';
import { adviceOn } from '../../notifications/advice.ts';
import { failed, type Verdict } from './check.ts';

/** Returns the verdict on a check that ended with an error. */
export function unforeseen(error: unknown): Verdict {
  if (error instanceof CloudError) return failed(error.message, remedyFor(error));
  const { code, message } = ours(error);
  return failed(message, adviceOn(code));
}

function remedyFor(error: CloudError): string {
  const action = error.denial?.action;
  if (action !== undefined) return `allow ${action} in RAM`;
  if (error.status === 403) return 'allow this action in RAM';
  if (error.unaccepted === 'clock') return 'set the clock of this machine';
  if (error.unaccepted === 'credentials' || error.code === noCredentials)
    return 'use credentials of this account that are in force';
  if (error.status === undefined) return 'check the region, the endpoint variables, and the network path';
  return 'look the code up in the manual of the service';
}
