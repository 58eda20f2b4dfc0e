import { createHash } from 'node:crypto';

/** Milliseconds of processor time that are measured, and the hashes that a quiet machine of today makes in them. */
const measured = 40;
const usual = 18_000;

/** So slow the tests make a machine with two processors by themselves, which the budgets allow for. */
const enough = 2.5;

/**
 * A budget of milliseconds as this machine needs it now: measured by how long it takes to be given some processor time,
 * and by how much it does in it. On a quiet machine it is what is asked for.
 */
export function stretched(milliseconds: number): number {
  const [began, before] = [performance.now(), process.cpuUsage()];
  let hashes = 0;
  let used = 0;
  while (used < measured) {
    for (let count = 0; count < 100; count += 1, hashes += 1) createHash('sha256').update('budget').digest();
    const { user, system } = process.cpuUsage(before);
    used = (user + system) / 1_000;
  }
  const slowness = ((performance.now() - began) / used) * Math.max(1, usual / hashes);
  return slowness < enough ? milliseconds : Math.ceil(milliseconds * slowness);
}
