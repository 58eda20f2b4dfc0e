import { systemClock } from '../../runtime/system-clock.ts';
import type { Ended } from './ended.ts';
import type { FunctionConfig } from './function-config.ts';
import type { FunctionContext, Instance } from './instance.ts';

const platformLine = /^FC Invoke (?:Start|End) RequestId: /;

/** Milliseconds within which an instance must be ready. Source: FC "Principles" of custom runtimes. */
const startLimit = 120_000;

/** Milliseconds to wait for the last line of an invocation. */
const flush = 1_000;

/**
 * Runs one invocation on an instance. A timeout ends the instance at once, as on the platform. The returned `printed`
 * omits the platform's own lines.
 */
export async function performOn(
  instance: Instance,
  { timeout }: FunctionConfig,
  event: Buffer,
  context: FunctionContext,
  print: (line: string) => void,
): Promise<{ readonly ended: Ended; readonly printed: readonly string[] }> {
  const printed: string[] = [];
  const last = new AbortController();
  const stop = instance.onLine((line) => {
    print(line);
    if (line === `FC Invoke End RequestId: ${context.requestId}`) last.abort();
    if (!platformLine.test(line) && line !== '') printed.push(line);
  });
  const over = new AbortController();
  try {
    await loaded(instance);
    const running = instance.invoke(event, context);
    const late = systemClock.sleep(timeout * 1_000, over.signal).then(
      () => instance.end(`Function timed out after ${timeout} seconds`),
      () => undefined,
    );
    const ended = await running;
    if (!instance.gone) await systemClock.sleep(flush, last.signal).catch(() => undefined);
    over.abort();
    await late;
    return { ended, printed };
  } finally {
    over.abort();
    stop();
  }
}

/** Waits until the instance is ready. Ends an instance that is not ready in time, before its invocation starts. */
async function loaded(instance: Instance): Promise<void> {
  const over = new AbortController();
  const late = systemClock.sleep(startLimit, over.signal).then(
    () => instance.end('The instance was not started in time'),
    () => undefined,
  );
  await instance.ready;
  over.abort();
  await late;
}
