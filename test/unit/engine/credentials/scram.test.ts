import { describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../../shared/engine/credentials/scram.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';

describe('a SCRAM-SHA-256 verifier', () => {
  it('is the one of RFC 7677 for its example', async () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    const verifier = await scramVerifier('user', new Sensitive('pencil'), salt);
    expect(verifier.reveal()).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  it('differs each time, since its salt does', async () => {
    const [one, other] = [
      await scramVerifier('user', new Sensitive('pencil')),
      await scramVerifier('user', new Sensitive('pencil')),
    ];
    expect(one.equals(other)).toBe(false);
  });

  it.each(['', 'pässword', 'tab\t', 'zero\0'])('is not made of %j', async (password) => {
    await expect(scramVerifier('user', new Sensitive(password))).rejects.toMatchObject({
      code: 'password-rejected',
    });
  });
});
