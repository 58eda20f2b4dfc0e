import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../shared/notifications/format-message.ts';
import { Kind } from '../../../shared/notifications/kind.ts';
import { message, notice } from '../../support/engine/notice.ts';

describe('a message for people', () => {
  it.each([
    [
      notice('failed', 'A', {
        Code: 'unreachable',
        Aftermath: 'applied',
        Failures: 2,
        Message: 'No answer.',
      }),
      'A: failed with unreachable (aftermath: applied, 2 in a row). No answer. To do: Check the network path to it, then try again. Type: rotator doctor --region cn-hangzhou A',
    ],
    [
      notice('stopped', 'A', { Code: 'refused', Failures: 3 }),
      /^A: timers no longer rotate it after 3 failures in a row \(refused\)\. To do: Find out .* Then rotate it by hand; .* Type: rotator rotate --region cn-hangzhou A$/,
    ],
    [
      notice('missed', 'A', { Code: 'missed', Due: '2026-11-25T03:00:00.000Z' }),
      /^A: its rotation due at 2026-11-25T03:00:00.000Z was missed\. To do: .*timer.* Type: rotator rotate --region cn-hangzhou A$/,
    ],
    [
      notice('evicted', 'A', { VersionId: 'v9' }),
      /^A: evicted\. Only version v9 is accepted, and that was proven/,
    ],
    [notice('drifted', 'A'), /Type: rotator verify --region cn-hangzhou A$/],
    [notice('rotated', 'A', { VersionId: 'v2' }), 'A: rotated to version v2.'],
    [notice('rolled-back', 'A', { VersionId: 'v3' }), /^A: rolled back\..*version v3\.$/],
    [notice('repaired', 'A'), /^A: repaired\./],
    [notice('retired', 'A', { VersionId: 'v1' }), /^A: retired\. Version v1/],
  ])('says what happened and what to do: $Kind', (one, line) => {
    const { title, text } = formatMessage(message(one));
    const lines = text.split('\n');
    expect(title).toBe(`Secret rotation: 1 ${one.Kind}`);
    expect(lines[0]).toBe(title);
    expect(lines[1]).toEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    expect(lines[2]).toBe('Function rds-mysql, production, cn-hangzhou');
    expect(text).not.toContain('undefined');
  });

  it('about many counts all, and shows the most urgent', () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      notice(index % 40 === 0 ? 'failed' : 'rotated', `Secret-${index}`, {
        Code: 'busy',
        Message: '密'.repeat(400),
      }),
    );
    const { title, text } = formatMessage(message(...many));
    expect(title).toBe('Secret rotation: 25 failed, 975 rotated');
    expect(text).toMatch(/… and \d+ more/);
    const shown = text.split('\n').slice(1, -2);
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.slice(0, 6).every((line) => line.includes('failed'))).toBe(true);
    expect(text).toContain(`… and ${1_000 - shown.length} more`);
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
  });

  it('names what else a sweep has found', () => {
    const { text } = formatMessage({ ...message(notice('rotated', 'A')), rest: { malformed: 2, left: 1 } });
    expect(text).toContain(
      'Also in this sweep: 2 malformed, 1 left; rotator status --region cn-hangzhou shows them',
    );
  });

  it('calls nobody and hides nothing, whatever an error quotes', () => {
    const Message = '<at user_id="all">all</at> <!channel>\u202Eevil\u0000\n# head\r\nline';
    const { text } = formatMessage(message(notice('failed', 'A', { Code: 'unreachable', Message })));
    for (const character of ['<', '>', '\u202E', '\u0000', '\r']) expect(text).not.toContain(character);
    expect(text.split('\n')).toHaveLength(3);
  });

  it('has a sentence for each kind there is', () => {
    for (const kind of Kind.options)
      expect(formatMessage(message(notice(kind, 'A', { Code: 'refused' }))).text).toMatch(/^.*\nA: /);
  });
});
