import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { startCloud } from '../../../support/stand/cloud.ts';
import { runVariables } from '../../../support/temporary/run-variables.ts';

const program = join(import.meta.dirname, '../../../../dist/rotator.js');

/** Runs before the program, which then believes that it is 20 minutes later. */
const later = `
const real = Date;
const ahead = 20 * 60_000;
globalThis.Date = class extends real {
  static now() { return real.now() + ahead; }
  constructor(...given) { super(...(given.length > 0 ? given : [real.now() + ahead])); }
};`;

it('rotator doctor with a clock that is off says so, and that signatures fail for it', async () => {
  await using cloud = await startCloud(undefined);
  const early = ['--import', `data:text/javascript,${encodeURIComponent(later)}`];
  const child = spawn(process.execPath, [...early, program, 'doctor', '--json'], {
    env: { ...runVariables(), ...cloud.variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [answer, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(exitCode).toBe(1);
  expect(JSON.parse(answer).Checks).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        title: 'credentials',
        state: 'failed',
        detail: expect.stringContaining('InvalidTimeStamp'),
        remedy: 'set the clock of this machine',
      }),
      expect.objectContaining({ title: 'KMS', state: 'ok' }),
      expect.objectContaining({
        title: 'clock',
        state: 'failed',
        detail: expect.stringMatching(/^(1200|1199|1201) s off/),
      }),
    ]),
  );
});
