import { systemClock } from '../../../shared/runtime/system-clock.ts';
import type { SandboxOptions } from '../../../shared/sandbox/sandbox.ts';
import { type Cloud, startCloud } from './cloud.ts';

const day = 24 * 3_600_000;

/** A cloud in which it is two days ago while `fill` makes its secrets: what was made then is as old now. */
export async function startAgedCloud(
  certificateAuthorityFile: string | undefined,
  fill: (cloud: Cloud) => Promise<void>,
  options: SandboxOptions = {},
): Promise<Cloud> {
  let behind = 2 * day;
  const clock = { ...systemClock, now: () => systemClock.now() - behind };
  const cloud = await startCloud(certificateAuthorityFile, { ...options, clock });
  try {
    await fill(cloud);
    behind = 0;
    return cloud;
  } catch (error) {
    await cloud[Symbol.asyncDispose]();
    throw error;
  }
}
