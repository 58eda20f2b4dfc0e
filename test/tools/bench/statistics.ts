export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below = Number.NaN, above = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (below + above) / 2 : above;
}

export interface Rounds {
  readonly warmUp: number;
  readonly counted: number;
}

/**
 * Runs the contestants in turn, each once a round, so that what the machine does besides hits all of them alike.
 * The one that begins changes with every round: what one leaves for the server to do falls to the next. The rounds
 * that warm up are not among the answers.
 */
export async function inTurn<Name extends string, Answer>(
  contestants: Readonly<Record<Name, () => Promise<Answer>>>,
  { warmUp, counted }: Rounds,
): Promise<(name: Name) => readonly Answer[]> {
  const order = Object.keys(contestants).filter((name): name is Name => name in contestants);
  const answers = new Map<Name, Answer[]>(order.map((name) => [name, []]));
  for (let round = -warmUp; round < counted; round += 1) {
    for (const name of order) {
      const answer = await contestants[name]();
      if (round >= 0) answers.get(name)?.push(answer);
    }
    order.push(...order.splice(0, 1));
  }
  return (name) => answers.get(name) ?? [];
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
