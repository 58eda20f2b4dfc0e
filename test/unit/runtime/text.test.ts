import { describe, expect, it } from 'vitest';
import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { cut, escaped, escapedJson, shortJson } from '../../../shared/runtime/text.ts';

describe('a message', () => {
  it.each([
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['a control of C1', '\u009b2J', '\\u009b2J'],
    ['DEL', 'a\u007f', 'a\\u007f'],
    ['a new line', 'a\nb', 'a\\u000ab'],
    ['a turned direction', 'a\u202eb', 'a\\u202eb'],
    ['an isolated direction', 'a\u2066b', 'a\\u2066b'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['an invisible character beyond the first plane', 'a\u{e0001}b', 'a\\udb40\\udc01b'],
  ])('shows %s written out', (_, text, shown) => {
    expect(escaped(text)).toBe(shown);
    expect(new RotationError('refused', text).message).toBe(shown);
  });

  it('keeps every other character', () => {
    expect(escaped('Grüße, 密码, 😀')).toBe('Grüße, 密码, 😀');
  });

  it.each(['a', 'é', '密', '😀'])('has 2,048 bytes at most, and no broken character of %s', (one) => {
    for (const before of ['', 'x', 'xx', 'xxx']) {
      const { message } = new RotationError('refused', before + one.repeat(5_000));
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2_048);
      expect(Buffer.byteLength(message)).toBeGreaterThan(2_040);
      expect(message).toMatch(new RegExp(`^${before}(${one})+…$`, 'u'));
    }
  });

  it('is left alone where it is short enough', () => {
    expect(cut('a'.repeat(2_048))).toBe('a'.repeat(2_048));
  });
});

describe('JSON', () => {
  const value = { text: '\u001b[2J\u007f\u009b\u202e\u2028\ud800 密', list: ['\n'] };

  it('is escaped and reads back as what it was', () => {
    for (const space of [undefined, 2]) {
      const text = escapedJson(value, space);
      for (const one of ['\u001b', '\u007f', '\u009b', '\u202e', '\u2028']) expect(text).not.toContain(one);
      expect(JSON.parse(text)).toEqual(value);
    }
  });

  it('has each text in it cut for a log, and nothing else', () => {
    const long = '\u001b密'.repeat(2_000);
    const line = { failures: 2, scheduled: false, none: null, places: [long, 'short'] };
    const text = shortJson(line);
    expect(text).not.toContain('\u001b');
    expect(JSON.parse(text)).toEqual({ ...line, places: [cut(long), 'short'] });
    expect(text.length).toBeLessThan(5_000);
  });

  it('shows what is not seen at the head of a text, also where the text is cut', () => {
    expect(shortJson(`\ufeff${'a'.repeat(5_000)}`)).toMatch(/^"\\ufeffa+…"$/);
  });
});
