import type { Statement } from '../../../support/stand/template-role.ts';
import type { Attack, Attacks, Ground, RowName, Scene } from './attack.ts';

/** A row of the table in SECURITY.md. */
export interface Row {
  readonly name: RowName;
  /** How it begins there. */
  readonly who: string;
  /** The one right of a RAM user; nothing where the right is none of RAM. */
  right?(scene: Scene): Statement;
  /** The same done to the secret of somebody else, which the right does not reach. */
  beyond?(scene: Scene): readonly [action: string, parameters: Readonly<Record<string, string>>];
  /** What can be tried on every ground. */
  common?(ground: Ground): readonly Attack[];
  /** Why one attack for each type is enough, whatever its strategies. */
  readonly perType?: string;
  /** Whether it is tried with the built functions. */
  readonly needsBundle?: true;
  /** How many attacks on each ground `npm test` has; one where absent. */
  readonly quick?: number;
}

/** All that a row has tried on a ground. */
export function attacksOn({ name, common }: Row, ground: Ground): Attacks {
  const own = ground.attacks[name] ?? [];
  const shared = common?.(ground) ?? [];
  return 'absent' in own ? own : [...own, ...shared];
}
