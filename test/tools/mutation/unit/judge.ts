import type { Mutant } from './mutant.ts';

/** A mutant that may live: it changes nothing that a test could see, or nothing that matters. */
export interface Survivor extends Pick<Mutant, 'file' | 'line' | 'mutated' | 'by'> {
  readonly because: string;
}

export interface Score {
  readonly file: string;
  readonly killed: number;
  readonly all: number;
}

export interface Judgement {
  readonly scores: readonly Score[];
  readonly whole: Score;
  /** They live, and nobody has said why they may. */
  readonly unexplained: readonly Mutant[];
  /** They are said to live, and do not. */
  readonly stale: readonly Survivor[];
}

/** Judges the mutants of some files; of the survivors only those in these files are looked at. */
export function judge(mutants: readonly Mutant[], survivors: readonly Survivor[]): Judgement {
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  const alive = mutants.filter(({ outcome }) => outcome === 'alive');
  return {
    scores: files.map((file) =>
      scoreOf(
        file,
        mutants.filter((mutant) => mutant.file === file),
      ),
    ),
    whole: scoreOf('all', mutants),
    unexplained: alive.filter((mutant) => !survivors.some((survivor) => isSame(survivor, mutant))),
    stale: survivors.filter(
      (survivor) => files.includes(survivor.file) && !alive.some((mutant) => isSame(survivor, mutant)),
    ),
  };
}

/** Of a hundred. */
export function percent({ killed, all }: Score): number {
  return all === 0 ? 100 : (100 * killed) / all;
}

function scoreOf(file: string, mutants: readonly Mutant[]): Score {
  return { file, killed: mutants.filter(({ outcome }) => outcome === 'killed').length, all: mutants.length };
}

function isSame(survivor: Survivor, mutant: Mutant): boolean {
  return (
    survivor.file === mutant.file &&
    survivor.line === mutant.line &&
    survivor.mutated === mutant.mutated &&
    survivor.by === mutant.by
  );
}
