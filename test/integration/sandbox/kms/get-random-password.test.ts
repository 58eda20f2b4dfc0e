import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';

describe('GetRandomPassword: a random password', () => {
  async function passwords(parameters: Parameters) {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => call('GetRandomPassword', parameters)),
    );
    return answers.map((answer): string => Object(answer).RandomPassword);
  }

  it('has 32 characters of all four types when nothing else is asked for', async () => {
    const made = await passwords({});
    expect(new Set(made).size).toBe(made.length);
    for (const password of made)
      expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[!-/:-@[-`{-~])[!-~]{32}$/);
  });

  it('has the length, the types and none of the characters that were asked for', async () => {
    const asked = {
      PasswordLength: '8',
      ExcludePunctuation: 'true',
      ExcludeUppercase: 'true',
      ExcludeCharacters: '01lo',
    };
    for (const password of await passwords(asked))
      expect(password).toMatch(/^(?=.*[a-z])(?=.*\d)[a-km-np-z2-9]{8}$/);
  });

  it.each([
    { PasswordLength: '7' },
    { PasswordLength: '129' },
    { PasswordLength: 'x' },
    { ExcludeCharacters: 'x'.repeat(129) },
    { ExcludeNumbers: 'maybe' },
    { RequireEachIncludedType: 'maybe' },
    {
      ExcludeNumbers: 'true',
      ExcludeLowercase: 'true',
      ExcludeUppercase: 'true',
      ExcludePunctuation: 'true',
    },
  ])('is refused for %o', async (parameters: Parameters) => {
    await using sandbox = await startSandbox();
    expect(await callsTo(sandbox)('GetRandomPassword', parameters)).toMatchObject({
      failed: 'InvalidParameter',
    });
  });
});
