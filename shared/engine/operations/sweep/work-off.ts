/** Runs errands, so many at once, in their order, as long as there is time. Nothing may be thrown by one. */
export async function workOff<Errand extends object, Done>(
  errands: readonly Errand[],
  concurrency: number,
  hasTime: () => boolean,
  run: (errand: Errand) => Promise<Done>,
): Promise<{ readonly done: readonly Done[]; readonly left: readonly Errand[] }> {
  const done: Done[] = [];
  let next = 0;
  const work = async () => {
    for (;;) {
      const errand = hasTime() ? errands[next] : undefined;
      if (errand === undefined) return;
      next += 1;
      done.push(await run(errand));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, errands.length) }, work));
  return { done, left: errands.slice(next) };
}
