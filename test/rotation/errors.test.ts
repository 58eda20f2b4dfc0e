import { describe, expect, it } from 'vitest';
import {
  AdminMismatch,
  FormerRejected,
  InvocationFailed,
  NotEvicted,
  OutOfTime,
  PasswordRejected,
  PlaceTaken,
  PrivilegeMissing,
  Refused,
  RightsDiffer,
  RotationError,
  SecretMalformed,
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

describe('the cause of an error', () => {
  const cause = new Error('ECONNRESET');

  it('is kept for the reader of the log', () => {
    expect(new Refused('app', 'current', cause).cause).toBe(cause);
    expect(new Unreachable('the service', 'no answer', { cause }).cause).toBe(cause);
    expect(new PrivilegeMissing('app', 'set it', 'grant it', cause)).toMatchObject({
      cause,
      fix: 'grant it',
    });
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
  const rejected = new PasswordRejected('app', 'it was used before').worsen('applied');
  expect(new FormerRejected('MyDbCreds', rejected)).toMatchObject({
    code: 'password-rejected',
    aftermath: 'applied',
    cause: rejected,
    message: expect.stringContaining('it was used before'),
  });
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
