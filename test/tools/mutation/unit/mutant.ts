import * as z from 'zod';

const Place = z.object({ line: z.number(), column: z.number() });

/** What Stryker reports: the mutation testing report schema, as far as it is needed here. */
export const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          replacement: z.string(),
          location: z.object({ start: Place, end: Place }),
          status: z.string(),
        }),
      ),
    }),
  ),
});
export type Report = z.output<typeof Report>;

/** One change to a file, and what the tests said of it. It is named by its text, since lines move. */
export interface Mutant {
  readonly file: string;
  /** The whole line in which it begins. */
  readonly line: string;
  /** The first line of what was changed. */
  readonly mutated: string;
  /** What it was changed into, in one line. */
  readonly by: string;
  readonly outcome: 'killed' | 'alive';
}

/** The mutants that tests could judge: no texts, and none that does not even run. */
export function mutantsOf(report: Report): Mutant[] {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.flatMap(({ location: { start, end }, replacement, status }) => {
      const outcome = outcomeOf(status);
      if (outcome === undefined) return [];
      const whole = lines[start.line - 1] ?? '';
      const mutated = whole.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
      return { file, line: whole.trim(), mutated, by: replacement.replaceAll(/\s+/g, ' '), outcome };
    });
  });
}

function outcomeOf(status: string): Mutant['outcome'] | undefined {
  if (status === 'Killed' || status === 'Timeout') return 'killed';
  return status === 'Survived' || status === 'NoCoverage' ? 'alive' : undefined;
}
