import { readFile } from 'node:fs/promises';

export interface ProcessStat {
  /** Clock ticks since the machine started. With its number it names a process that no other is ever taken for. */
  readonly startedAt: number;
  /** Clock ticks of work, of all its threads. */
  readonly worked: number;
}

/** Nothing where no such process runs. One that has ended and waits for its parent to read how does not run. */
export async function processStat(pid: number): Promise<ProcessStat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The second field is a name in brackets, which may hold brackets and spaces itself.
  const [state = 'X', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (text === '' || 'XZ'.includes(state)) return undefined;
  const field = (number: number) => Number(fields[number - 4]);
  return { worked: field(14) + field(15), startedAt: field(22) };
}
