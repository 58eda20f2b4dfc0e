import type { ErrorCode } from '../engine/rotation/errors.ts';
import type { Notice } from './notice.ts';

/** Commands after an error, without region and name. Any other error is explained by a plan. */
const afterError: Readonly<Partial<Record<ErrorCode, string>>> = {
  busy: 'rotate',
  'host-key-differs': 'doctor',
  'internal-error': 'history',
  'not-evicted': 'rotate --emergency --reason TEXT',
  refused: 'verify',
  'secret-exists': 'status',
  'secret-in-deletion': 'history',
  'secret-not-found': 'status',
  'stage-conflict': 'history',
  'store-denied': 'doctor',
  'store-failed': 'rotate',
  'store-throttled': 'rotate',
  superseded: 'history',
  'tls-failed': 'doctor',
  unreachable: 'doctor',
};

const known: ReadonlyMap<string, string> = new Map(Object.entries(afterError));

/** Returns what to type next about a notice. Returns undefined for good news, after which there is nothing to do. */
export function commandAfter(notice: Notice, region: string | undefined): string | undefined {
  const command = commandOf(notice);
  return command && rotator(command, region, notice.SecretId);
}

/** Writes a command line that a shell takes as it stands. A name may look like an option, but has no blank or quote. */
export function rotator(command: string, region: string | undefined, secret?: string): string {
  const place = region === undefined ? '' : ` --region ${region}`;
  const name = secret === undefined ? '' : `${secret.startsWith('-') ? ' --' : ''} ${secret}`;
  return `rotator ${command}${place}${name}`;
}

function commandOf({ Kind, Code = '', SecretId: secret }: Notice): string | undefined {
  switch (Kind) {
    case 'failed':
      return secret === undefined ? 'doctor' : (known.get(Code) ?? 'plan');
    case 'stopped':
      return Code === 'not-evicted' ? known.get(Code) : 'rotate';
    case 'missed':
      return 'rotate';
    case 'drifted':
      return 'verify';
    case 'evicted':
      return 'history';
    case 'rolled-back':
    case 'rotated':
    case 'repaired':
    case 'retired':
      return undefined;
    default:
      return Kind satisfies never;
  }
}
