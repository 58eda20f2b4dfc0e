import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatState, parseState } from '../../../../functions/access-key/state.ts';
import { formatWatermark, parseWatermark } from '../../../../functions/rds-mysql/strategies/watermark.ts';
import { settingsOf } from '../../../../shared/engine/rotation/configuration.ts';
import { PolicyMalformed } from '../../../../shared/engine/rotation/errors.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { seal } from '../../../../shared/engine/rotation/sealed-state.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { configurationOf } from '../../../support/stand/said-of-secrets.ts';

/** Source: KMS, TagResource: what keys and values of tags may hold. */
const alphabet = /^[A-Za-z0-9/\\_.+=:@-]{1,128}$/;

const secret = SecretId.parse('prod/app');
const sealer = { secret, version: VersionId.parse('v'.repeat(64)), value: new Sensitive('first') };
const times = fc.integer({ min: 0, max: Date.UTC(2999, 11, 31) });
/** Source: RAM, CreateAccessKey: ids of 24 characters. */
const keys = fc.stringMatching(/^LTAI[A-Za-z0-9]{20}$/);

describe('a state that a function writes', () => {
  it.each([
    [
      'of a key that is being made',
      fc.record({
        kind: fc.constant('issuing' as const),
        from: times,
        until: times,
        known: fc.array(keys, { minLength: 1, maxLength: 2 }),
      }),
    ],
    [
      'of a key that lies disabled',
      fc.record({ kind: fc.constant('disabled' as const), key: keys, at: times }),
    ],
  ])('%s fits a tag when it is sealed, and is read back', (_, notes) => {
    fc.assert(
      fc.property(notes, (note) => {
        expect(seal(formatState(note), sealer)).toMatch(alphabet);
        expect(parseState(formatState(note))).toEqual(note);
      }),
    );
  });

  it('of the sessions of a server fits a tag when it is sealed, and is read back', () => {
    const marks = fc.record({
      upTo: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      server: fc.stringMatching(/^\d{1,20}$/),
      started: times,
    });
    fc.assert(
      fc.property(marks, (mark) => {
        expect(seal(formatWatermark(mark), sealer)).toMatch(alphabet);
        expect(parseWatermark(formatWatermark(mark))).toEqual(mark);
      }),
    );
  });
});

describe('an error of a policy', () => {
  /** What it shows as a form: words with a sign in them that a sentence has not. */
  const formsIn = (message: string) =>
    message.split(/[\s,;()]+/).filter((word) => /[a-z0-9][:=@+/][a-z0-9]/i.test(word));

  const wrong = ['schedule', 'window', 'grace', 'idle', 'password'].map((tag) => {
    try {
      parsePolicy(
        secret,
        { 'rotation:type': 'x', [`rotation:${tag}`]: '?' },
        settingsOf(configurationOf({}), secret),
      );
    } catch (error) {
      if (error instanceof PolicyMalformed) return { tag, forms: formsIn(error.message) };
      throw error;
    }
    throw new Error(`rotation:${tag} takes a question mark`);
  });

  it.each(wrong)('shows forms that fit: $tag $forms', ({ forms }) => {
    expect(forms.length).toBeGreaterThan(1);
    for (const form of forms) expect(form.replace(/\.$/, '')).toMatch(alphabet);
  });

  it('shows forms of schedules that it takes', () => {
    const forms = wrong.find(({ tag }) => tag === 'schedule')?.forms ?? [];
    const schedules = forms.filter((form) => /^(every|daily|weekly|monthly|cron):/.test(form));
    expect(schedules).toHaveLength(5);
    for (const form of schedules) {
      const schedule = form.replace(/\.$/, '');
      expect(parsePolicy(secret, { 'rotation:type': 'x', 'rotation:schedule': schedule }).schedule).toBe(
        schedule,
      );
    }
  });
});
