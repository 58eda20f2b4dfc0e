import type { ErrorCode } from '../engine/rotation/errors.ts';

/** Advice on the last error of a secret. The status tag keeps only the code of that error. */
const advice: Readonly<Record<ErrorCode | 'missed', string>> = {
  'account-shared':
    'Another secret has the same account: let every application read one of them, then remove rotation:type from the other.',
  'admin-mismatch': 'Its admin secret belongs to another host: name the right one in rotation:admin-secret.',
  busy: 'Another rotation held its lock. Try again.',
  'environment-mismatch': 'Correct rotation:environment, or use the function of that environment.',
  'event-malformed': 'Correct the event of the trigger.',
  'host-key-differs':
    'Before you store the new host key, find out whether the host was replaced: somebody may intercept logins.',
  'internal-error':
    'A bug of this product ended it: report its lines in the log of the function, with the version.',
  missed: 'It was not rotated in time. Check the timer, or rotate it by hand.',
  'no-room': 'Its user has another key that a rotation must keep: delete it if nobody needs it.',
  'not-evicted': 'Old credentials may still be accepted. Repeat the emergency rotation.',
  'password-rejected': 'Adapt rotation:password to the policy of the server.',
  'policy-malformed': 'Correct the tag.',
  'privilege-missing': 'Grant the missing right: a plan prints the statement.',
  refused:
    'Find out who changed its password, or locked the account. If the account belongs to this secret: rotator verify NAME --repair --account ACCOUNT.',
  'rights-differ': 'The rights of the new account differ from the current one: align the two.',
  'secret-exists': 'A secret of that name is there already: take it as it is.',
  'secret-in-deletion': 'Restore it, or remove the tag rotation:type.',
  'secret-malformed': 'Correct the value: a rotation by hand names the field.',
  'secret-not-found': 'The secret or its admin secret is gone: create it again.',
  'service-error': 'Look up the number that a rotation by hand shows, and fix the cause in the service.',
  'stage-conflict': 'Decide which version must be current: a rotation by hand names them.',
  'store-denied': 'Allow the RAM action that a rotation by hand names.',
  'store-failed': 'KMS did not answer. Try again.',
  'store-throttled': 'Rotate at another hour, or fewer secrets at once.',
  'stranger-in-place':
    'Mark the account as its own, as a rotation by hand shows, or name another one in rotation:second-account.',
  'strategy-unavailable': 'Choose another rotation:strategy: a plan says which ones the server allows.',
  superseded: 'Another rotation won. There is nothing to do.',
  'tls-failed': 'Name the authority in ROTATION_CA_FILE, and use the host name of the certificate.',
  unreachable: 'Check the network path to it, then try again.',
};

const known: ReadonlyMap<string, string> = new Map(Object.entries(advice));

export function adviceOn(code: string): string {
  return known.get(code) ?? 'A rotation by hand shows more.';
}
