import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../shared/operator/cli/confirm.ts';
import { painted, paints } from '../../../../shared/operator/cli/paint.ts';
import { spinnerOn } from '../../../../shared/operator/cli/spinner.ts';
import { terminal } from '../../../../shared/operator/cli/terminal.ts';

/** What a terminal is sent by what is said to it. */
function sent(json: boolean, text: string): string {
  const written: string[] = [];
  const stream = { write: (one: string) => written.push(one) };
  const out = terminal({ json, quiet: false }, { stdout: stream, stderr: stream });
  out.say(text);
  out.document({ text });
  return written.join('');
}

const hostile = '\u001b[2J\u001b]0;title\u0007\u009b31m\u007f\u202e\u2028\rforged';

/** A readline moves its own cursor; nothing of the hostile text may do anything. */
function expectHarmless(shown: string): void {
  const obeyed = ['\u001b[2J', '\u001b]', '\u0007', '\u009b', '\u007f', '\u202e', '\u2028', '\rforged'];
  expect(obeyed.filter((one) => shown.includes(one))).toEqual([]);
  expect(shown).toContain('forged');
}

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

describe('a question to a person', () => {
  it.each([
    ['y', undefined],
    ['n', 'nothing was done'],
  ])('holds no control of anybody else, and is answered by %s', async (answer, said) => {
    const [input, output] = [0, 1].map(() => Object.assign(new PassThrough(), { isTTY: true }));
    if (!input || !output) return expect.unreachable();
    input.write(`${answer}\n`);
    const out = terminal({ json: false, quiet: false }, { stdout: output, stderr: output });
    expect(await refusal(`Every session of ${hostile} ends.`, false, out, { input, output })).toBe(said);
    expectHarmless(output.read().toString());
  });
});

describe('what turns while somebody waits', () => {
  it('holds no control of anybody else', () => {
    const written: string[] = [];
    const stream: WriteStream = Object.create(WriteStream.prototype, {
      isTTY: { value: false },
      write: { value: (text: string) => written.push(text) },
    });
    const spinner = spinnerOn(stream, `first ${hostile}`);
    spinner.show(`next ${hostile}`);
    spinner.stop();
    expect(written.join('')).toContain('first');
    expect(written.join('')).toContain('next');
    expectHarmless(written.join(''));
  });
});
