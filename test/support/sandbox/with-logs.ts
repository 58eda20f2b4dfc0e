import fc from '@alicloud/fc20230330';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { invokeFunction } from './fc-client.ts';
import { makeFunction } from './made-function.ts';
import { movingClock } from './moving-clock.ts';
import { until } from './until.ts';

export const project = 'rotation-logs';
export const store = 'functions';
export const place = { ProjectName: project, LogstoreName: store };

const keys = (...names: string[]) => names.map((Name) => ({ Name, Type: 'text' }));
export const index = { ...place, KeyIndices: keys('functionName', 'message') };

interface AlertParts {
  readonly query?: string;
  readonly condition?: string;
  readonly schedule?: object;
  readonly start?: string;
  readonly more?: object;
}

/** An alert as a template has it. */
export const detail = ({ query, condition = 'n > 0', schedule, start, more = {} }: AlertParts = {}) => ({
  Name: 'failure',
  DisplayName: 'A rotation failed',
  Type: 'Alert',
  State: 'Enabled',
  Schedule: schedule ?? { Type: 'FixedRate', Interval: '5m' },
  Configuration: {
    Version: '2.0',
    Type: 'default',
    Dashboard: 'internal-alert-analysis',
    QueryList: [
      {
        StoreType: 'log',
        Project: project,
        Store: store,
        Query: query ?? 'functionName: "prints" and message: "failed" | select count(1) as n',
        TimeSpanType: 'Relative',
        Start: start ?? '-15m',
        End: 'now',
      },
    ],
    GroupConfiguration: { Type: 'no_group', Fields: [] },
    JoinConfigurations: [],
    SeverityConfigurations: [{ Severity: 8, EvalCondition: { Condition: condition, CountCondition: '' } }],
    Threshold: 1,
    NoDataFire: false,
    SendResolved: true,
    PolicyConfiguration: { AlertPolicyId: 'a', ActionPolicyId: 'b', RepeatInterval: '4h' },
    ...more,
  },
});

/** An alert that fires at each of its times, as nothing is ever found. */
export const always = { query: 'message: "nothing" | select count(1) as n', condition: 'n == 0' };

/** Makes the function `prints`, which prints each event as it is, on one output, and a word on the other. */
export function makePrinting(sandbox: Sandbox, name = 'prints', more = {}) {
  const script =
    'exports.handler = async (event) => { console.log(String(event)); console.error("aside"); };';
  return makeFunction(sandbox, name, script, {
    logConfig: new fc.LogConfig({ project, logstore: store }),
    ...more,
  });
}

const minute = 60_000;

/** Lets time pass, and every alert that has come be evaluated. */
export async function passMinutes(
  sandbox: Sandbox,
  clock: ReturnType<typeof movingClock>,
  minutes: number,
): Promise<void> {
  const marker = `marker-${clock.now()}`;
  clock.pass(minutes * minute);
  const marking = { ...detail({ ...always, schedule: { Type: 'FixedRate', Interval: '1s' } }), Name: marker };
  await sandbox.log('CreateAlert', { Project: project, Detail: marking });
  clock.pass(2_000);
  await until(() => sandbox.alarms.some(({ alert }) => alert === marker));
  await sandbox.log('DeleteAlert', { Project: project, Name: marker });
}

/** A sandbox with a project that has a logstore, whose lines are found by the names of functions and by messages. */
export async function startWithLogs(options: SandboxOptions = {}) {
  const clock = movingClock();
  const sandbox = await startSandbox({ clock, ...options });
  await sandbox.log('CreateProject', { Name: project });
  await sandbox.log('CreateLogStore', { ...place, TTL: 7 });
  await sandbox.log('CreateIndex', index);
  return {
    sandbox,
    clock,
    log: sandbox.log,
    pass: (minutes: number) => passMinutes(sandbox, clock, minutes),
    /** The outcomes of the alert `failure`. */
    outcomes: () =>
      sandbox.alarms.filter(({ alert }) => alert === 'failure').map(({ outcome }) => outcome.kind),
    print: (line: string) => invokeFunction(sandbox, 'prints', line),
    messages: () => sandbox.logLines(project, store).map(({ fields }) => fields.message),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}
