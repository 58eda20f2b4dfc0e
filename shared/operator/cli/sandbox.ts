import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exactInstant } from '../../runtime/time.ts';
import type { RdsInstance } from '../../sandbox/rds/instance.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { askFor, type FaultSetting } from '../../sandbox/settings/fault-setting.ts';
import { switchesOf } from '../../sandbox/settings/switch-setting.ts';
import type { Alarm } from '../../sandbox/sls/alarms.ts';
import { paints as pc } from './paint.ts';
import type { Terminal } from './terminal.ts';

export interface SandboxOptions {
  readonly port?: number | undefined;
  readonly data?: string | undefined;
  readonly regionId?: string | undefined;
  /** A folder with one folder for each function, as the build makes it. */
  readonly functions?: string | undefined;
  readonly fault?: readonly FaultSetting[] | undefined;
  readonly switch?: readonly Record<string, unknown>[] | undefined;
  readonly rdsInstances?: readonly RdsInstance[] | undefined;
  /** Environment variables of these functions. */
  readonly variable?: Readonly<Record<string, string>> | undefined;
}

/** Seconds that a function may run: enough for every rotation, and for a small fleet. */
const functionTimeout = 300;

/** Runs `rotator sandbox`: a local cloud, until `stop` aborts. */
export async function sandbox(options: SandboxOptions, stop: AbortSignal, out: Terminal): Promise<number> {
  const { port, data, regionId, functions, fault = [], switch: settings = [], variable = {} } = options;
  const { rdsInstances = [] } = options;
  await using running = await startSandbox({
    ...(port === undefined ? {} : { port }),
    ...(data === undefined ? {} : { data }),
    ...(regionId === undefined ? {} : { regionId }),
    switches: switchesOf(settings),
    rdsInstances,
    onAlarm: (alarm) => out.say(alarmLine(alarm)),
  });
  for (const one of fault) askFor(running.faults, one, () => letGo(stop));
  const names = functions === undefined ? [] : bundlesIn(functions);
  for (const functionName of names)
    running.createFunction({
      functionName,
      codeDirectory: resolve(functions ?? '', functionName),
      timeout: functionTimeout,
      environmentVariables: variable,
    });
  const { endpoint, accountId, accessKeyId, accessKeySecret } = running;
  out.document({ endpoint, regionId: running.regionId, accountId, accessKeyId, accessKeySecret });
  out.say(
    `${pc.green('ready')} at ${endpoint}, ${data === undefined ? 'in memory' : `kept in ${data}`}. In another shell:\n`,
  );
  if (names.length > 0) out.say(`functions: ${names.join(', ')}\n`);
  const instances = rdsInstances.map(({ DBInstanceId, Engine }) => `${DBInstanceId} (${Engine})`);
  if (instances.length > 0) out.say(`RDS instances: ${instances.join(', ')}\n`);
  out.say(`export ROTATION_ENDPOINT=${endpoint} ALIBABA_CLOUD_REGION_ID=${running.regionId}`);
  out.say(
    `export ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKeyId} ALIBABA_CLOUD_ACCESS_KEY_SECRET=${accessKeySecret}`,
  );
  await aborted(stop);
  return 0;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Waits until a held call may continue: until SIGUSR2, or the end of the sandbox. */
function letGo(signal: AbortSignal): Promise<void> {
  return once(process, 'SIGUSR2', { signal }).then(
    () => undefined,
    () => undefined,
  );
}

function alarmLine({ at, project, alert, displayName, outcome }: Alarm): string {
  const when = exactInstant(at);
  const what =
    outcome.kind === 'fired'
      ? `${pc.red('alarm')} ${displayName} (${outcome.condition}, at ${outcome.count})`
      : `${pc.yellow('alert broken')} ${displayName}: ${outcome.why}`;
  return `${when} ${what}  ${pc.dim(`${project}/${alert}`)}`;
}

function bundlesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.js')));
}
