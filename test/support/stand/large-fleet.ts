import type { Cloud } from './cloud.ts';

/** A function alone makes as many calls at once. */
const atOnce = 16;

export const fleetName = (index: number) => `team/application-${String(index).padStart(5, '0')}/token`;

/** Secrets of one type, with tags of their owners beside the policy; timers leave them alone. */
export async function fillFleet(
  cloud: Cloud,
  size: number,
  tags: Readonly<Record<string, string>> = {},
): Promise<void> {
  const owned = Object.fromEntries(
    ['owner', 'cost-centre', 'data-class'].map((key) => [key, `${key}-of-a-secret-of-some-team-or-other`]),
  );
  const policy = { 'rotation:type': 'generic', 'rotation:strategy': 'none', 'rotation:auto': 'off' };
  let next = 0;
  const fill = async () => {
    while (next < size) {
      next += 1;
      await cloud.createSecret(fleetName(next - 1), `value-${next}`, { ...owned, ...policy, ...tags });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, fill));
}
