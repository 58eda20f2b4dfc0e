import fc from 'fast-check';
import type { ServerAddress } from '../../../../support/servers/server.ts';
import { asAdmin } from '../../../../support/stand/login.ts';
import { Scene } from '../scene.ts';
import { alternate, password } from './alternate.ts';
import { Field } from './field.ts';
import { life } from './grammar.ts';

export interface Draw {
  readonly seed: number;
  readonly count: number;
  /** Whether the server reads its tables after each account is made, as the failed statement of anybody has it do. */
  readonly reads?: boolean;
  /** Called after each account. */
  readonly tried?: (nth: number) => void;
}

export interface Trial {
  /** How often rotations came to what was expected: `identical`, or the code of a refusal. */
  readonly counts: Readonly<Record<string, number>>;
  /** The part of all rotations that ended with two accounts that are the same. */
  readonly share: number;
  readonly failures: readonly string[];
}

/** Lets random accounts take turns with their second ones. Seed and count draw the same ones on each server of an engine. */
export async function tryAccounts(
  server: ServerAddress,
  { seed, count, reads = false, tried }: Draw,
): Promise<Trial> {
  const scene = await Scene.on(server);
  const counts = new Map<string, number>();
  const failures: string[] = [];
  await asAdmin(server, async (query) => {
    const field = await Field.make(server, query, password);
    for (const [nth, one] of fc.sample(life(field), { seed, numRuns: count }).entries()) {
      try {
        await alternate({ field, scene, query, reads, counts }, one, nth);
      } catch (failure) {
        const said = failure instanceof Error ? failure.message : String(failure);
        failures.push(`account ${nth + 1}: ${said}\n${JSON.stringify(one)}`);
      }
      tried?.(nth + 1);
    }
    await field.drop(query);
  });
  const all = [...counts.values()].reduce((sum, some) => sum + some, 0);
  return { counts: Object.fromEntries(counts), share: (counts.get('identical') ?? 0) / all, failures };
}
