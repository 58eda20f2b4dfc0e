import { describe, expect, it } from 'vitest';
import { painted, paints } from '../../shared/cli/paint.ts';
import { terminal } from '../../shared/cli/terminal.ts';

/** What a terminal is sent by what is said to it. */
function sent(json: boolean, text: string): string {
  const written: string[] = [];
  const stream = { write: (one: string) => written.push(one) };
  const out = terminal(json, { stdout: stream, stderr: stream });
  out.say(text);
  out.document({ text });
  return written.join('');
}

const hostile = '\u001b[2J\u001b]0;title\u0007\u009b31m\u007f\u202e\u2028\rforged';

describe('a line for people', () => {
  it('holds no control of anybody else', () => {
    expect(sent(false, `read ${hostile}`)).toMatch(/^read [\u0020-\u007e]*\n$/);
    expect(painted(paints.red(hostile))).not.toContain('\u001b[2J');
  });

  it('keeps lines and letters', () => {
    expect(sent(false, 'one\n密码')).toBe('one\n密码\n');
  });
});

describe('a document', () => {
  it('holds no control, and reads back as what it was', () => {
    const text = sent(true, hostile);
    expect(text).toMatch(/^[\u0020-\u007e]*\n$/);
    expect(JSON.parse(text)).toEqual({ text: hostile });
  });
});
