/** Runs tasks in their order, `concurrency` at once, as long as there is time. A task must not throw. */
export async function runPool<Errand extends object, Done>(
  tasks: readonly Errand[],
  concurrency: number,
  hasTime: () => boolean,
  run: (task: Errand) => Promise<Done>,
): Promise<{ readonly done: readonly Done[]; readonly left: readonly Errand[] }> {
  const done: Done[] = [];
  let next = 0;
  const work = async () => {
    for (;;) {
      const task = hasTime() ? tasks[next] : undefined;
      if (task === undefined) return;
      next += 1;
      done.push(await run(task));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, tasks.length) }, work));
  return { done, left: tasks.slice(next) };
}
