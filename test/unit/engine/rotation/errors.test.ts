import { describe, expect, it } from 'vitest';
import {
  AccountMissing,
  AccountShared,
  AdminMismatch,
  Busy,
  CannotRollBack,
  Elsewhere,
  EnvironmentMismatch,
  EventMalformed,
  InvocationFailed,
  isPassing,
  LoginBlocked,
  NoRoom,
  NotEvicted,
  NotHeld,
  OtherAccount,
  OutOfTime,
  OwnAdmin,
  PasswordRejected,
  PlaceTaken,
  PolicyMalformed,
  PreviousPasswordRejected,
  PrivilegeMissing,
  Refused,
  RightsDiffer,
  RotationError,
  SecretInDeletion,
  SecretMalformed,
  SecretNotFound,
  ServiceError,
  StageConflict,
  StoreDenied,
  StoreFailed,
  StoreThrottled,
  StrangerInPlace,
  StrategyUnavailable,
  Superseded,
  TlsFailed,
  Unreachable,
} from '../../../../shared/engine/rotation/errors.ts';

const aftermaths = ['untouched', 'applied', 'unknown'] as const;

describe('what an error says to have been left behind', () => {
  it('is nothing, where nobody knows more', () => {
    expect(new RotationError('busy', 'it is busy')).toMatchObject({ aftermath: 'untouched' });
  });

  it.each(aftermaths.flatMap((one, rank) => aftermaths.map((other, least) => ({ one, other, rank, least }))))(
    'is the worse of $one and $other',
    ({ one, other, rank, least }) => {
      const error = new Unreachable('the service', 'no answer', { aftermath: one });
      expect(error.raiseAftermath(other)).toBe(error);
      expect(error.aftermath).toBe(aftermaths[Math.max(rank, least)]);
    },
  );
});

const cause = new Error('ECONNRESET');
const rejected = () => new PasswordRejected('app', 'it was used before').raiseAftermath('applied');

const caused: readonly (readonly [string, () => RotationError])[] = [
  ['Unreachable', () => new Unreachable('the service', 'no answer', { cause })],
  ['TlsFailed', () => new TlsFailed('the service', 'it is expired', cause)],
  ['Refused', () => new Refused('app', 'current', cause)],
  ['Barred', () => new LoginBlocked('app', 'the service', 'it is locked', 'Unlock it', { cause })],
  ['NoWayBack', () => new CannotRollBack('MyDbCreds', 'single-user', cause)],
  ['PrivilegeMissing', () => new PrivilegeMissing('app', 'set it', 'grant it', cause)],
  ['PasswordRejected', () => new PasswordRejected('app', 'it is short', cause)],
  ['Busy', () => new Busy('the service', 'it restarts', cause)],
  ['PlaceTaken', () => new PlaceTaken('app', 'another key is made', cause)],
  ['StrategyUnavailable', () => new StrategyUnavailable('auto', 'KMS rotates it', cause)],
  ['SecretNotFound', () => new SecretNotFound('MyDbCreds', 'secret', cause)],
  ['StoreDenied', () => new StoreDenied('GetSecretValue', 'MyDbCreds', 'no policy allows it', cause)],
  ['StoreThrottled', () => new StoreThrottled('GetSecretValue', 'MyDbCreds', cause)],
  ['StoreFailed', () => new StoreFailed('GetSecretValue', 'MyDbCreds', 'no answer', cause)],
];

describe('what an operator looks up', () => {
  it.each<[string, string, () => RotationError]>([
    ['unreachable', 'OutOfTime', () => new OutOfTime('MyDbCreds')],
    ['unreachable', 'Unreachable', () => new Unreachable('the service', 'no answer')],
    ['tls-failed', 'TlsFailed', () => new TlsFailed('the service', 'it is expired')],
    ['refused', 'Refused', () => new Refused('app', 'current')],
    ['refused', 'Barred', () => new LoginBlocked('app', 'the service', 'it is locked', 'Unlock it')],
    ['refused', 'NotHeld', () => new NotHeld('MyDbCreds', 'app')],
    ['refused', 'OtherAccount', () => new OtherAccount('MyDbCreds', 'app')],
    ['refused', 'NoWayBack', () => new CannotRollBack('MyDbCreds', 'single-user', cause)],
    ['refused', 'AccountMissing', () => new AccountMissing('app', 'MyDbCreds')],
    ['privilege-missing', 'PrivilegeMissing', () => new PrivilegeMissing('app', 'set it', 'grant it')],
    ['password-rejected', 'PasswordRejected', rejected],
    ['password-rejected', 'FormerRejected', () => new PreviousPasswordRejected('MyDbCreds', rejected())],
    ['busy', 'Busy', () => new Busy('the service', 'it restarts')],
    ['busy', 'PlaceTaken', () => new PlaceTaken('app', 'another key is made')],
    ['no-room', 'NoRoom', () => new NoRoom('app', 'it has two', 'Delete one')],
    ['not-evicted', 'NotEvicted', () => new NotEvicted('MyDbCreds', ['one'])],
    ['rights-differ', 'RightsDiffer', () => new RightsDiffer('app', ['one'])],
    ['service-error', 'ServiceError', () => new ServiceError('error 4711')],
    ['stranger-in-place', 'StrangerInPlace', () => new StrangerInPlace('MyDbCreds', 'app_rt', 'Drop it')],
    ['strategy-unavailable', 'StrategyUnavailable', () => new StrategyUnavailable('auto', 'KMS rotates it')],
    ['stage-conflict', 'StageConflict', () => new StageConflict('MyDbCreds', 'nothing is pending')],
    ['superseded', 'Superseded', () => new Superseded('MyDbCreds', 'T1')],
    ['secret-malformed', 'SecretMalformed', () => new SecretMalformed('MyDbCreds', ['one'])],
    ['secret-malformed', 'Elsewhere', () => new Elsewhere('MyDbCreds', 'T1', ['Port'])],
    ['policy-malformed', 'PolicyMalformed', () => new PolicyMalformed('MyDbCreds', ['one'])],
    ['event-malformed', 'EventMalformed', () => new EventMalformed(['one'])],
    ['secret-not-found', 'SecretNotFound', () => new SecretNotFound('MyDbCreds', 'secret')],
    [
      'store-denied',
      'StoreDenied',
      () => new StoreDenied('GetSecretValue', 'MyDbCreds', 'no policy allows it'),
    ],
    ['store-throttled', 'StoreThrottled', () => new StoreThrottled('GetSecretValue', 'MyDbCreds')],
    ['store-failed', 'StoreFailed', () => new StoreFailed('GetSecretValue', 'MyDbCreds', 'no answer')],
    ['secret-in-deletion', 'SecretInDeletion', () => new SecretInDeletion('MyDbCreds', '2026-12-01')],
    ['admin-mismatch', 'AdminMismatch', () => new AdminMismatch('MyDbCreds', 'Admin', ['one'])],
    ['admin-mismatch', 'OwnAdmin', () => new OwnAdmin('MyDbCreds', 'Admin', 'app')],
    ['account-shared', 'AccountShared', () => new AccountShared('MyDbCreds', ['Other'])],
    [
      'environment-mismatch',
      'EnvironmentMismatch',
      () => new EnvironmentMismatch('MyDbCreds', 'production', 'staging'),
    ],
  ])('is the code %s of %s', (code, _, make) => {
    const error = make();
    expect(error).toBeInstanceOf(RotationError);
    expect(error.code).toBe(code);
  });
});

describe('the cause of an error', () => {
  it.each(caused)('is kept for the reader of the log: %s', (_, make) => {
    expect(make().cause).toBe(cause);
  });

  it('is not there where there is none', () => {
    expect(new OutOfTime('MyDbCreds')).not.toHaveProperty('cause');
  });

  it('is left behind where the platform gets the error', () => {
    const failed = new InvocationFailed(
      new Unreachable('the service', 'no answer', { cause }).raiseAftermath('applied'),
    );
    expect(failed).toMatchObject({ name: 'InvocationFailed', code: 'unreachable', aftermath: 'applied' });
    expect(failed.message).toMatch(/^unreachable \(aftermath: applied\): the service cannot be reached/);
    expect(failed).not.toHaveProperty('cause');
  });
});

it('a former value that is rejected leaves behind what the rejection left', () => {
  const before = rejected();
  expect(new PreviousPasswordRejected('MyDbCreds', before)).toMatchObject({
    code: 'password-rejected',
    aftermath: 'applied',
    cause: before,
    message: expect.stringContaining('it was used before'),
  });
});

it.each([
  [{}, false],
  [{ isMendedByRotation: false }, false],
  [{ isMendedByRotation: true }, true],
])(
  'an account that is kept out is let in by a new password only where that is said: %j',
  (options, mended) => {
    const error = new LoginBlocked('app', 'the service', 'it is expired', 'Rotate it', options);
    expect(error.isMendedByRotation).toBe(mended);
  },
);

it('an answer that no list has names the service, as soon as somebody knows which', () => {
  const error = new ServiceError('error 4711');
  expect(error.message).toMatch(/^the service answered with error 4711\./);
  expect(error.by('db:3306')).toBe(error);
  expect(error.message).toMatch(/^db:3306 answered with error 4711\./);
});

describe('an account that no stored value opens', () => {
  it('is named, and in the commands that mend it', () => {
    const { message } = new NotHeld('MyDbCreds', 'app');
    expect(message).toContain('no stored value of MyDbCreds logs in as app,');
    for (const command of ['verify MyDbCreds --repair', 'rotate MyDbCreds --emergency'])
      expect(message).toContain(`rotator ${command} --account app `);
  });

  it('is named in none where it has no name', () => {
    const { message } = new NotHeld('MyDbCreds', undefined);
    expect(message).toContain('rotator verify MyDbCreds --repair sets the stored value');
    expect(message).not.toMatch(/--account|undefined/);
  });

  it.each([
    ['app@%', `app@%`],
    [`app'; rm -rf "$HOME"; '`, `'app'\\''; rm -rf "$HOME"; '\\'''`],
    ['$(reboot)', `'$(reboot)'`],
    ['; reboot', `'; reboot'`],
    ['', `''`],
  ])('is one word of a shell in the commands, whoever has chosen it: %s', (account, word) => {
    const { message } = new NotHeld('MyDbCreds', account);
    expect(message).toContain(`--repair --account ${word} sets`);
    expect(message).toContain(`--emergency --account ${word} makes`);
  });

  it('is shown written out, whatever its name would do to a terminal', () => {
    const { message } = new NotHeld('MyDbCreds', '\u001b[2Japp');
    expect(message).toContain('logs in as \\u001b[2Japp,');
    expect(message).not.toContain('\u001b');
  });
});

it.each([
  ['app', 'which names app.'],
  [undefined, 'which names none.'],
])('who names another account than the secret does is told which that is: %s', (account, told) => {
  expect(new OtherAccount('MyDbCreds', account).message).toContain(told);
});

it.each([
  [['AccountName'], false],
  [['UserName'], false],
  [['Endpoint'], true],
  [['AccountName', 'Port'], true],
])('a version is left behind where it opens another server, not another account alone: %j', (paths, left) => {
  const error = new Elsewhere('MyDbCreds', 'T1', paths);
  expect(error.isLeftBehind).toBe(left);
  for (const path of paths) expect(error.message).toContain(`${path} of version T1`);
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

it.each<[string, () => RotationError]>([
  ['RightsDiffer', () => new RightsDiffer('app', ['one', 'two'])],
  ['SecretMalformed', () => new SecretMalformed('MyDbCreds', ['one', 'two'])],
  ['AdminMismatch', () => new AdminMismatch('MyDbCreds', 'Admin', ['one', 'two'])],
])('an error names all that is wrong: %s', (_, make) => {
  expect(make().message).toMatch(/one[;,] two/);
});

describe('a failure that passes by itself', () => {
  it.each([
    [{ code: 'busy' }, true],
    [{ code: 'busy', isUndone: true }, false],
    [{ code: 'busy', aftermath: 'applied' as const }, false],
    [{ code: 'superseded', aftermath: 'applied' as const }, true],
    [{ code: 'refused' }, false],
  ])('is told by code, aftermath and undoing: %j is %s', (failure, passes) => {
    expect(isPassing(failure)).toBe(passes);
  });
});
