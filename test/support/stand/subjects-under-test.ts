import { runningServers } from '../servers/running.ts';
import { exhaustive } from './exhaustive.ts';
import { oneOfEachKind, type Subject, strategyOf } from './subject.ts';

/**
 * The subjects of a suite that says the same of each: all kinds where every case is tried, else one of each strategy.
 * Of several that can show a strategy the next one shows the next strategy, so that actors and engines all occur.
 */
export async function subjectsUnderTest(): Promise<readonly Subject[]> {
  const kinds = await oneOfEachKind(runningServers());
  if (exhaustive) return kinds;
  return [...new Set(kinds.map(strategyOf))].flatMap((strategy, index) => {
    const able = kinds.filter((kind) => strategyOf(kind) === strategy);
    return able[index % able.length] ?? [];
  });
}
