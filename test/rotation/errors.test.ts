import { describe, expect, it } from 'vitest';
import {
  AccountMissing,
  AdminMismatch,
  Barred,
  Busy,
  EnvironmentMismatch,
  EventMalformed,
  FormerRejected,
  InvocationFailed,
  NoRoom,
  NotEvicted,
  NoWayBack,
  OutOfTime,
  PasswordRejected,
  PlaceTaken,
  PolicyMalformed,
  PrivilegeMissing,
  Refused,
  RightsDiffer,
  RotationError,
  SecretInDeletion,
  SecretMalformed,
  SecretNotFound,
  StageConflict,
  StoreDenied,
  StoreFailed,
  StoreThrottled,
  StrategyUnavailable,
  Superseded,
  TlsFailed,
  Unreachable,
} from '../../shared/rotation/errors.ts';

const aftermaths = ['untouched', 'applied', 'unknown'] as const;

describe('what an error says to have been left behind', () => {
  it('is nothing, where nobody knows more', () => {
    expect(new RotationError('busy', 'it is busy')).toMatchObject({ aftermath: 'untouched' });
  });

  it.each(aftermaths.flatMap((one, rank) => aftermaths.map((other, least) => ({ one, other, rank, least }))))(
    'is the worse of $one and $other',
    ({ one, other, rank, least }) => {
      const error = new Unreachable('the service', 'no answer', { aftermath: one });
      expect(error.worsen(other)).toBe(error);
      expect(error.aftermath).toBe(aftermaths[Math.max(rank, least)]);
    },
  );
});

const cause = new Error('ECONNRESET');
const rejected = new PasswordRejected('app', 'it was used before').worsen('applied');

const caused: readonly RotationError[] = [
  new Unreachable('the service', 'no answer', { cause }),
  new TlsFailed('the service', 'it is expired', cause),
  new Refused('app', 'current', cause),
  new Barred('app', 'the service', 'it is locked', 'Unlock it', cause),
  new NoWayBack('MyDbCreds', 'single-user', cause),
  new PrivilegeMissing('app', 'set it', 'grant it', cause),
  new PasswordRejected('app', 'it is short', cause),
  new Busy('the service', 'it restarts', cause),
  new PlaceTaken('app', 'another key is made', cause),
  new SecretNotFound('MyDbCreds', 'secret', cause),
  new StoreDenied('GetSecretValue', 'MyDbCreds', 'no policy allows it', cause),
  new StoreThrottled('GetSecretValue', 'MyDbCreds', cause),
  new StoreFailed('GetSecretValue', 'MyDbCreds', 'no answer', cause),
];

describe('what an operator looks up', () => {
  it.each<[string, RotationError]>([
    ['unreachable', new OutOfTime('MyDbCreds')],
    ['unreachable', new Unreachable('the service', 'no answer')],
    ['tls-failed', new TlsFailed('the service', 'it is expired')],
    ['refused', new Refused('app', 'current')],
    ['refused', new Barred('app', 'the service', 'it is locked', 'Unlock it')],
    ['refused', new NoWayBack('MyDbCreds', 'single-user', cause)],
    ['refused', new AccountMissing('app', 'MyDbCreds')],
    ['privilege-missing', new PrivilegeMissing('app', 'set it', 'grant it')],
    ['password-rejected', rejected],
    ['password-rejected', new FormerRejected('MyDbCreds', rejected)],
    ['busy', new Busy('the service', 'it restarts')],
    ['busy', new PlaceTaken('app', 'another key is made')],
    ['no-room', new NoRoom('app', 'it has two', 'Delete one')],
    ['not-evicted', new NotEvicted('MyDbCreds', ['one'])],
    ['rights-differ', new RightsDiffer('app', ['one'])],
    ['strategy-unavailable', new StrategyUnavailable('auto', 'KMS rotates it')],
    ['stage-conflict', new StageConflict('MyDbCreds', 'nothing is pending')],
    ['superseded', new Superseded('MyDbCreds', 'T1')],
    ['secret-malformed', new SecretMalformed('MyDbCreds', ['one'])],
    ['policy-malformed', new PolicyMalformed('MyDbCreds', ['one'])],
    ['event-malformed', new EventMalformed(['one'])],
    ['secret-not-found', new SecretNotFound('MyDbCreds', 'secret')],
    ['store-denied', new StoreDenied('GetSecretValue', 'MyDbCreds', 'no policy allows it')],
    ['store-throttled', new StoreThrottled('GetSecretValue', 'MyDbCreds')],
    ['store-failed', new StoreFailed('GetSecretValue', 'MyDbCreds', 'no answer')],
    ['secret-in-deletion', new SecretInDeletion('MyDbCreds', '2026-12-01')],
    ['admin-mismatch', new AdminMismatch('MyDbCreds', 'Admin', ['one'])],
    ['environment-mismatch', new EnvironmentMismatch('MyDbCreds', 'production', 'staging')],
  ])('is the code %s: %s', (code, error) => {
    expect(error).toBeInstanceOf(RotationError);
    expect(error.code).toBe(code);
  });
});

describe('the cause of an error', () => {
  it.each(caused)('is kept for the reader of the log: %s', (error) => {
    expect(error.cause).toBe(cause);
  });

  it('is not there where there is none', () => {
    expect(new OutOfTime('MyDbCreds')).not.toHaveProperty('cause');
  });

  it('is left behind where the platform gets the error', () => {
    const failed = new InvocationFailed(
      new Unreachable('the service', 'no answer', { cause }).worsen('applied'),
    );
    expect(failed).toMatchObject({ name: 'InvocationFailed', code: 'unreachable', aftermath: 'applied' });
    expect(failed.message).toMatch(/^unreachable \(aftermath: applied\): the service cannot be reached/);
    expect(failed).not.toHaveProperty('cause');
  });
});

it('a former value that is rejected leaves behind what the rejection left', () => {
  expect(new FormerRejected('MyDbCreds', rejected)).toMatchObject({
    code: 'password-rejected',
    aftermath: 'applied',
    cause: rejected,
    message: expect.stringContaining('it was used before'),
  });
});

it('a privilege that is missing tells what to add', () => {
  expect(new PrivilegeMissing('app', 'set it', 'grant it').fix).toBe('grant it');
});

it('a place that is taken tells until when, where that is known', () => {
  const cause = new Error('LimitExceeded');
  expect(new PlaceTaken('app', 'another key is made', cause, 7)).toMatchObject({
    code: 'busy',
    cause,
    until: 7,
  });
  expect(new PlaceTaken('app', 'another key is made').until).toBeUndefined();
});

it('an emergency that is not proven leaves new credentials behind, and its evidence', () => {
  const evidence = { StartedAt: '', FinishedAt: '', EvictionMs: 0, Replaced: [], Gaps: ['one', 'two'] };
  const error = new NotEvicted('MyDbCreds', ['one', 'two'], evidence);
  expect(error).toMatchObject({ code: 'not-evicted', aftermath: 'applied', evidence });
  expect(error.message).toContain('one; two');
});

it.each([
  new RightsDiffer('app', ['one', 'two']),
  new SecretMalformed('MyDbCreds', ['one', 'two']),
  new AdminMismatch('MyDbCreds', 'Admin', ['one', 'two']),
])('an error names all that is wrong: %s', ({ message }) => {
  expect(message).toMatch(/one[;,] two/);
});
