import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { canAsk, promptHidden } from '../../../../shared/operator/cli/hidden-prompt.ts';

const canary = 'Canary of a password';

function person() {
  const [input, output] = [0, 1].map(() => Object.assign(new PassThrough(), { isTTY: true }));
  return input && output ? { input, output } : expect.unreachable();
}

describe('a hidden prompt', () => {
  it('returns the line that is typed, and shows the question alone', async () => {
    const { input, output } = person();
    const asked = promptHidden('Password of \u001b[31mapp', { input, output });
    input.write(`${canary}\n`);
    const answer = await asked;
    expect(answer?.reveal()).toBe(canary);
    expect(inspect(answer)).not.toContain(canary);
    expect(String(output.read())).toBe('Password of \\u001b[31mapp: \n');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['the end of the input', '\u0004'],
  ])('returns nothing after %s', async (_, key) => {
    const { input, output } = person();
    const asked = promptHidden('Password', { input, output });
    input.write(key);
    expect(await asked).toBeUndefined();
  });

  it('is for terminals on both sides', () => {
    const { input, output } = person();
    expect(canAsk({ input, output })).toBe(true);
    expect(canAsk({ input: new PassThrough(), output })).toBe(false);
    expect(canAsk({ input, output: new PassThrough() })).toBe(false);
  });
});
