/**
 * Runs errands, so many at once, in their order, as long as there is time. What is thrown is a bug, and ends
 * nothing but its own errand; the first one is thrown when all others are done.
 */
export async function workOff<Errand extends object, Done>(
  errands: readonly Errand[],
  concurrency: number,
  hasTime: () => boolean,
  run: (errand: Errand) => Promise<Done>,
): Promise<{ readonly done: readonly Done[]; readonly left: readonly Errand[] }> {
  const done: Done[] = [];
  const bugs: unknown[] = [];
  let next = 0;
  const work = async () => {
    for (;;) {
      const errand = hasTime() ? errands[next] : undefined;
      if (errand === undefined) return;
      next += 1;
      try {
        done.push(await run(errand));
      } catch (error) {
        bugs.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, errands.length) }, work));
  if (bugs.length > 0) throw bugs[0];
  return { done, left: errands.slice(next) };
}
