import type { ErrorCode } from '../engine/rotation/errors.ts';

/** Advice on the last error of a secret. The status tag keeps only the code of that error. */
const advice: Readonly<Record<ErrorCode | 'missed', string>> = {
  'account-shared':
    'The account is in another secret, too: let every application read one of them, then take rotation:type from the other.',
  'admin-mismatch': 'Its admin secret belongs to another host: name the right one in rotation:admin-secret.',
  busy: 'Another rotation held its lock. Try again.',
  'environment-mismatch': 'Correct rotation:environment, or use the function of that environment.',
  'event-malformed': 'Correct the event of the trigger.',
  'host-key-differs':
    'Find out whether the host was replaced before storing its new key: somebody may stand in between.',
  'internal-error':
    'A bug of this product ended it: report what the log of the function says of it, with the version.',
  missed: 'Its hour went by. See whether the timer runs, or rotate it by hand.',
  'no-room': 'The user has another key that must not be touched: delete it, if nobody needs it.',
  'not-evicted': 'Old credentials may still be accepted. Repeat the emergency rotation.',
  'password-rejected': 'Adapt rotation:password to the policy of the server.',
  'policy-malformed': 'Correct the tag.',
  'privilege-missing': 'Grant what is missing: a plan of it prints the statement.',
  refused:
    'Find out who changed its password, or locked the account. If the account is meant to be of this secret: rotator verify NAME --repair --account ACCOUNT.',
  'rights-differ': 'The new account may do less or more than the current one: align the two.',
  'secret-in-deletion': 'Restore it, or take the tag rotation:type away.',
  'secret-malformed': 'Correct the value: a rotation by hand names the field.',
  'secret-not-found': 'It, or its admin secret, is gone: create it again.',
  'service-error': 'Look up the number that a rotation by hand shows, and mend the cause in the service.',
  'stage-conflict': 'Decide which version is the current one: a rotation by hand says between which.',
  'store-denied': 'Allow the RAM action that a rotation by hand names.',
  'store-failed': 'KMS did not answer. Try again.',
  'store-throttled': 'Rotate at another hour, or fewer at a time.',
  'stranger-in-place':
    'Say whose the account is, as a rotation by hand tells, or name another one in rotation:second-account.',
  'strategy-unavailable': 'Choose another rotation:strategy: a plan says which ones the server allows.',
  superseded: 'Another rotation won. Nothing is to be done.',
  'tls-failed': 'Name the authority in ROTATION_CA_FILE, and use the host name of the certificate.',
  unreachable: 'Check the network path to it, then try again.',
};

const known: ReadonlyMap<string, string> = new Map(Object.entries(advice));

export function adviceOn(code: string): string {
  return known.get(code) ?? 'A rotation by hand says more.';
}
