import { Cron } from 'croner';
import { day } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import type { Alarm } from './alarms.ts';
import type { Alert } from './alert.ts';
import { logstoreKey } from './logstore.ts';
import { readCondition, readQuery } from './query.ts';

export const alertKey = ({ project, name }: Pick<Alert, 'project' | 'name'>) => `${project}/${name}`;

const keyOf = (alert: Alert) => `alert ${alertKey(alert)}`;

/** Evaluates an alert at its times from now on. An alert that is switched off is never evaluated. */
export function watch(cloud: Cloud, alert: Alert): void {
  unwatch(cloud, alert);
  if (!alert.enabled) return;
  const next = timesOf(alert, cloud.now());
  cloud.timetable.set(keyOf(alert), { next, fire: () => evaluate(cloud, alert) });
}

export function unwatch(cloud: Cloud, alert: Alert): void {
  cloud.timetable.delete(keyOf(alert));
}

/** Starts the schedules of all alerts after a start of the sandbox. */
export function resumeAlerts(cloud: Cloud): void {
  for (const alert of cloud.alerts.all()) watch(cloud, alert);
}

function timesOf({ schedule }: Alert, since: number): (after: number) => number | undefined {
  if (schedule.kind === 'cron') {
    const cron = new Cron(schedule.pattern, { mode: '5-part', utcOffset: schedule.offset });
    return (after) => cron.nextRun(new Date(after))?.getTime();
  }
  const { interval } = schedule;
  return (after) => since + (Math.floor((after - since) / interval) + 1) * interval;
}

function evaluate(cloud: Cloud, alert: Alert): void {
  const outcome = outcomeOf(cloud, alert);
  const isMet = outcome !== undefined;
  if (cloud.alarms.streak(alertKey(alert), isMet) < alert.threshold || !outcome) return;
  const { project, name, displayName } = alert;
  cloud.alarms.raise({ project, alert: name, displayName, at: cloud.now(), outcome });
}

/** Returns the outcome of an evaluation, or undefined if all is well. */
function outcomeOf(cloud: Cloud, { part, severities }: Alert): Alarm['outcome'] | undefined {
  const { project, store, from, to } = part;
  const logstore = cloud.logstores.get(logstoreKey(project, store));
  if (!logstore) return { kind: 'broken', why: `there is no logstore ${store} in project ${project}` };
  const query = readQuery(part.query);
  const unknown = query.fields.find((field) => !logstore.index?.includes(field));
  if (unknown !== undefined)
    return { kind: 'broken', why: `no index of logstore ${store} has the key ${unknown}` };
  const oldest = Math.min(from, logstore.ttl * day);
  const now = cloud.now();
  const count = query.count(cloud.logLines.between(project, store, now - oldest, now - to));
  const met = severities.find(({ condition }) => readCondition(condition, query.name)(count));
  return met && { kind: 'fired', ...met, count };
}
