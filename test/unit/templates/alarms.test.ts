import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { LifecycleEvent } from '../../../shared/engine/rotation/lifecycle.ts';
import { SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { logLifecycle } from '../../../shared/entry/log-lifecycle.ts';
import { sweepLine } from '../../../shared/entry/sweep-line.ts';
import { jsonLogger, type Line } from '../../../shared/runtime/logger.ts';
import { AlertDetail } from '../../../shared/sandbox/sls/alert-detail.ts';
import { readCondition, readQuery } from '../../../shared/sandbox/sls/query.ts';
import { hasOption, helpOf } from '../../support/operator/help.ts';
import { readHouseTemplate } from '../../support/templates/house-template.ts';
import { renderings } from '../../support/templates/rendering.ts';
import { templateFiles } from '../../support/templates/template-files.ts';

const Alert = z.object({ Project: z.string(), Detail: AlertDetail });
type Alert = z.output<typeof Alert>['Detail'];

const alerts = templateFiles.flatMap(({ name, text }) =>
  renderings(text, readHouseTemplate(text))
    .slice(0, 2)
    .flatMap(({ title, resources }) =>
      resources
        .filter(({ type }) => type === 'ALIYUN::SLS::Alert')
        .map(({ id, properties }) => ({ file: name, title, id, detail: Alert.parse(properties).Detail })),
    ),
);

/** Raised by these lines, of the function of the alert, as Function Compute would write them. */
function raised({ part: { query }, severities: [severity] }: Alert, ...messages: readonly string[]): boolean {
  const { count, name } = readQuery(query);
  const [, functionName = ''] = /functionName: "([^"]+)"/.exec(query) ?? [];
  const lines = messages.map((message) => ({ time: 0, fields: { functionName, message } }));
  return readCondition(severity?.condition ?? '', name)(count(lines));
}

function printed(print: (log: (line: Line) => void) => void): string {
  const lines: string[] = [];
  print(
    jsonLogger(
      { requestId: '1-2-3', function: 'f' },
      () => 0,
      (line) => lines.push(line),
    ),
  );
  return lines.join('\n');
}

const secret = SecretId.parse('shop/app');
const version = VersionId.parse('v2');
const event = (one: LifecycleEvent) => printed((log) => logLifecycle(log)(one));

const troubles: readonly string[] = [
  event({
    secret,
    event: 'failed',
    code: 'unreachable',
    aftermath: 'untouched',
    message: 'no answer',
    failures: 1,
  }),
  event({ secret, event: 'stopped', code: 'refused', failures: 3 }),
  event({ secret, event: 'missed', due: 0 }),
  event({ secret, event: 'drifted', version }),
  printed((log) => log({ level: 'error', event: 'invocation-failed', code: 'event-malformed' })),
];

const well = printed((log) =>
  log(sweepLine({ Outcome: 'swept', Type: 't', Counts: { rotated: 1 }, Secrets: [] })),
);
const badly = printed((log) =>
  log(sweepLine({ Outcome: 'swept', Type: 't', Counts: { failed: 1 }, Secrets: [] })),
);

const harmless: readonly string[] = [
  event({
    secret,
    event: 'service-opened',
    strategy: 'auto',
    reason: 'a login has failed before, and none since',
  }),
  event({ secret, event: 'finished', outcome: 'rotated', version }),
  event({ secret, event: 'status-not-recorded', code: 'store-throttled' }),
  'FC Invoke Start RequestId: 1-2-3',
  'FC Invoke End RequestId: 1-2-3',
  well,
];

const failure = alerts.filter(({ id }) => id.endsWith('FailureAlarm'));
const silence = alerts.filter(({ id }) => id.endsWith('SilenceAlarm'));

describe.each(failure)('$id of $file, $title', ({ detail }) => {
  it('is raised by every line that calls for an operator, whatever the runtime writes before it', () => {
    for (const line of troubles) {
      expect(raised(detail, line), line).toBe(true);
      expect(raised(detail, `2026-11-28 02:00:00 1-2-3 [info] ${line}`), line).toBe(true);
    }
  });

  it('is not raised by what is as it should be', () => {
    expect(raised(detail, ...harmless)).toBe(false);
  });
});

describe.each(silence)('$id of $file, $title', ({ detail }) => {
  it('is raised where no sweep went well, and by nothing else', () => {
    expect(raised(detail)).toBe(true);
    expect(raised(detail, badly, ...troubles)).toBe(true);
    expect(raised(detail, badly, well)).toBe(false);
  });

  it('looks at a span that is longer than the time between two sweeps', () => {
    expect(detail.part.from).toBeGreaterThanOrEqual(3_600_000);
  });
});

it.each(alerts)('$id of $file, $title, says what to type', async ({ detail: { description = '' } }) => {
  const commands = [...description.matchAll(/\brotator ([a-z]+)((?: --[a-z-]+ [\w-]+)*)/g)];
  expect(description).toMatch(/^Type: rotator /);
  expect(commands.length).toBeGreaterThan(0);
  for (const [, command = '', words = ''] of commands) {
    const help = await helpOf(command);
    const options = words.split(' ').filter((word) => word.startsWith('--'));
    expect(options.filter((option) => !hasOption(help, option))).toEqual([]);
  }
});

it('every function of every template has both', () => {
  expect(failure.map(({ file, title }) => `${file} ${title}`)).toEqual(
    silence.map(({ file, title }) => `${file} ${title}`),
  );
  expect(failure.length).toBeGreaterThan(12);
});
