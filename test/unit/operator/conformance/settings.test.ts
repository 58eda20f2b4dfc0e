import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../shared/operator/conformance/finding.ts';
import { settingsOf, switchesOf } from '../../../../shared/operator/conformance/settings.ts';

const finding = (name: string, more: Partial<Finding>): Finding => ({
  name,
  hasSwitch: true,
  question: '',
  calls: [],
  ...more,
});
const answered = (name: string, value: string | number | boolean) =>
  finding(name, { answer: { value, words: 'so' } });

describe('the settings that follow from a conformance test', () => {
  it('are none where the functions are right anyway', () => {
    expect(settingsOf([answered('maxTags', 20), answered('requestBody', 'read')])).toEqual([
      'None: the functions are right under each of these answers.',
    ]);
  });

  it.each([
    [answered('maxTags', 10), /at 10 tags/],
    [answered('requestBody', 'ignored'), /logs of URLs/],
    [
      finding('longestStage', {
        hasSwitch: false,
        answer: { words: 'refused' },
        calls: [{ action: 'UpdateSecretVersionStage', code: 'InvalidParameter' }],
      }),
      /ROTATION_PENDING_STAGE/,
    ],
    [finding('putConflict', { answer: { words: 'another code: X' } }), /send the report: .*putConflict/],
  ])('say what to do about %j', (found, words) => {
    expect(settingsOf([found])).toEqual([expect.stringMatching(words)]);
  });

  it('set no switch for a question without an answer, or with one that no switch has', () => {
    const open = finding('maxTags', { unanswered: 'denied' });
    const strange = finding('putConflict', { answer: { words: 'another code: X' } });
    expect(switchesOf([open, strange, answered('nameFilter', 'exact')])).toEqual(['nameFilter=exact']);
  });
});
