import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from '../../../../shared/engine/rotation/sealed-state.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';

const canary = 'C4nary-of-the-value';
const sealer = {
  secret: SecretId.parse('prod/app'),
  version: VersionId.parse('v1'),
  value: new Sensitive(canary),
};
const texts = fc.stringMatching(/^[\w/.+=:@-]{0,101}$/);

describe('a sealed state', () => {
  it('comes back as it was, and fits a tag', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const state = seal(text, sealer);
        expect(state).toMatch(/^[\w/.+=:@-]{0,128}$/);
        expect(unseal(state, sealer)).toBe(text);
      }),
    );
  });

  it('comes back whole where its text ends as a sealed state does', () => {
    const text = seal('disabled', sealer);
    expect(unseal(seal(text, sealer), sealer)).toBe(text);
  });

  it('is the same for a bare name and for the ARN of it', () => {
    const secret = SecretId.parse('acs:kms:cn-hangzhou:123:secret/prod/app');
    expect(unseal(seal('disabled', sealer), { ...sealer, secret })).toBe('disabled');
  });

  it.each([
    ['another secret', { ...sealer, secret: SecretId.parse('prod/other') }],
    ['another version', { ...sealer, version: VersionId.parse('v2') }],
    ['another value', { ...sealer, value: new Sensitive('a stranger’s value') }],
  ])('is not believed of %s', (_, other) => {
    expect(unseal(seal('disabled', sealer), other)).toBeUndefined();
    expect(unseal(seal('disabled', other), sealer)).toBeUndefined();
  });

  it('is not believed once any of its characters is another one, or is gone', () => {
    const state = seal('disabled/key=LTAI', sealer);
    for (let at = 0; at < state.length; at += 1) {
      expect(unseal(`${state.slice(0, at)}${state.slice(at + 1)}`, sealer)).toBeUndefined();
      const other = state[at] === 'A' ? 'Q' : 'A';
      expect(unseal(`${state.slice(0, at)}${other}${state.slice(at + 1)}`, sealer)).toBeUndefined();
    }
  });

  it.each([
    '',
    'disabled/key=LTAI',
    'disabled/mac=',
    `disabled/mac=${'A'.repeat(22)}`,
    `disabled/mac=${'A'.repeat(43)}`,
    `/mac=${'-'.repeat(22)}`,
  ])('is not %j, which anybody can write', (state) => {
    expect(unseal(state, sealer)).toBeUndefined();
  });

  it('does not let a part of the text pass for the name of the secret or the version', () => {
    const longer = { ...sealer, version: VersionId.parse('v1.disabled') };
    expect(unseal(seal('', longer), sealer)).toBeUndefined();
    expect(seal('', longer)).not.toBe(seal('disabled', sealer));
  });

  it('says nothing of the value', () => {
    const state = seal('disabled', sealer);
    expect(`${state} ${inspect(sealer, { showHidden: true })}`).not.toContain(canary);
  });
});
