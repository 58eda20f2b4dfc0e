import { Cron } from 'croner';
import * as z from 'zod';
import { parseEvent } from '../../../../shared/entry/event.ts';
import type { RenderedResource } from '../../../support/templates/rendering.ts';
import type { Check } from './check.ts';

const schedule = /^(?:@every [1-9]\d{0,3}[mh]|(?:CRON_TZ=(\S+) )?((?:\S+ ){5}\S+))$/;

/** Source: Function Compute "Time triggers", and TimerTriggerConfig of its API. */
const Config = z.union([
  z.strictObject({ cronExpression: z.string(), enable: z.boolean(), payload: z.string() }),
  z
    .strictObject({ CronExpression: z.string(), Enable: z.boolean(), Payload: z.string() })
    .transform(({ CronExpression, Enable, Payload }) => ({
      cronExpression: CronExpression,
      enable: Enable,
      payload: Payload,
    })),
]);

/** A timer fires, says what the function understands, and names the secrets it is for. */
export const timers: Check = (_, renderings) =>
  renderings.flatMap(({ title, resources }) =>
    resources
      .filter(({ type, properties }) => type === 'ALIYUN::FC3::Trigger' && properties.TriggerType === 'timer')
      .flatMap((trigger) => complaints(trigger).map((what) => `${trigger.id} (${title}): ${what}`)),
  );

function complaints({ properties }: RenderedResource): readonly string[] {
  const config = Config.safeParse(properties.TriggerConfig);
  if (!config.success)
    return ['its TriggerConfig is not of cronExpression, enable and payload, all in one case'];
  const { cronExpression, payload } = config.data;
  return [...expression(cronExpression), ...asked(payload)];
}

function expression(text: string): readonly string[] {
  const [whole, zone, cron] = schedule.exec(text) ?? [];
  if (whole === undefined) return [`${text} is neither @every 30m nor a cron expression of six fields`];
  if (cron === undefined) return [];
  try {
    const timezone = zone === undefined ? {} : { timezone: zone };
    const next = new Cron(cron, { paused: true, mode: '6-part', ...timezone }).nextRun();
    return next ? [] : [`${text} never fires`];
  } catch (error) {
    return [`${text} never fires: ${error}`];
  }
}

function asked(payload: string): readonly string[] {
  try {
    const triggerTime = '2026-11-25T02:00:00Z';
    const request = parseEvent({ triggerTime, triggerName: 'sweep', payload });
    if (request.operation !== 'sweep') return ['it asks for something else than a sweep'];
    if (!request.secrets) return ['its sweep takes secrets of other stacks too'];
    return [];
  } catch (error) {
    return [`the function does not understand its payload: ${error}`];
  }
}
