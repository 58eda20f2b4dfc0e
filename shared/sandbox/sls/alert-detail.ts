import { Cron } from 'croner';
import * as z from 'zod';
import { readCondition, readQuery } from './query.ts';
import { NotUnderstood } from './search.ts';
import { readOffset, readSpan } from './spans.ts';

/** A field with any content. It concerns recipients or appearance, and the sandbox has neither. */
const ignored = z.unknown().optional();

const nothing = (what: string) =>
  z.union([z.literal(''), z.literal(false), z.tuple([])], `the sandbox knows no ${what}`).optional();

const Query = z.strictObject({
  Query: z.string(),
  Start: z.string(),
  End: z.string(),
  TimeSpanType: z.literal('Relative', 'the sandbox knows relative spans of time alone'),
  Project: z.string().optional(),
  Store: z.string(),
  StoreType: z.literal('log', 'the sandbox knows logs alone').default('log'),
  Region: ignored,
  RoleArn: ignored,
  ChartTitle: ignored,
  DashboardId: ignored,
  PowerSqlMode: ignored,
});

const Severity = z.strictObject({
  Severity: z.union([z.literal(2), z.literal(4), z.literal(6), z.literal(8), z.literal(10)]),
  EvalCondition: z.strictObject({
    Condition: z.string(),
    CountCondition: nothing('condition on the number of results'),
  }),
});

const Configuration = z.strictObject({
  QueryList: z.array(Query).length(1, 'the sandbox knows alerts of one query'),
  SeverityConfigurations: z.array(Severity).min(1),
  GroupConfiguration: z
    .strictObject({
      Type: z.literal('no_group', 'the sandbox groups nothing'),
      Fields: nothing('fields to group by'),
    })
    .optional(),
  JoinConfigurations: nothing('queries that are joined'),
  ConditionConfiguration: nothing('condition beside the severities'),
  Condition: nothing('condition of the older version'),
  MuteUntil: nothing('muting'),
  TemplateConfiguration: nothing('template of alerts'),
  Threshold: z.number().int().min(1).max(100).default(1),
  // The setting has no effect, because a count always exists.
  NoDataFire: z.boolean().optional(),
  NoDataSeverity: ignored,
  SendResolved: ignored,
  AutoAnnotation: ignored,
  Annotations: ignored,
  Labels: ignored,
  PolicyConfiguration: ignored,
  Tags: ignored,
  Dashboard: ignored,
  Type: ignored,
  Version: ignored,
  SinkAlerthub: ignored,
  SinkCms: ignored,
  SinkEventStore: ignored,
});

const Schedule = z.discriminatedUnion(
  'Type',
  [
    z.strictObject({
      Type: z.literal('FixedRate'),
      Interval: z.string(),
      RunImmediately: nothing('first run at once'),
    }),
    z.strictObject({ Type: z.literal('Cron'), CronExpression: z.string(), TimeZone: z.string() }),
  ],
  'the sandbox knows the schedules FixedRate and Cron, the latter with its TimeZone',
);

/**
 * An alert as ROS has it in `Detail`, as far as the sandbox can apply it. Other fields are refused by name. Source: ROS
 * ALIYUN::SLS::Alert, SLS "Data structure of an alert rule".
 */
export const AlertDetail = z
  .strictObject({
    Name: z.string().regex(/^[A-Za-z][\w-]{1,63}$/, 'an alert has no such name'),
    DisplayName: z.string().min(1).max(64),
    Description: z.string().optional(),
    Type: z.literal('Alert').optional(),
    // Sources disagree about the meaning of a missing value.
    State: z.enum(['Enabled', 'Disabled'], 'it is neither Enabled nor Disabled'),
    Schedule,
    Configuration,
  })
  .transform((detail, context) => {
    try {
      return understood(detail);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

interface Detail {
  readonly Name: string;
  readonly DisplayName: string;
  readonly Description?: string | undefined;
  readonly State: 'Enabled' | 'Disabled';
  readonly Schedule: z.output<typeof Schedule>;
  readonly Configuration: z.output<typeof Configuration>;
}

/** Converts an alert to the sandbox's own terms. Throws NotUnderstood. */
function understood({
  Name,
  DisplayName,
  Description,
  State,
  Schedule: schedule,
  Configuration: given,
}: Detail) {
  const [{ Query: query = '', Start = '', End = '', Store: store = '', Project: project } = {}] =
    given.QueryList;
  const { name } = readQuery(query);
  const severities = given.SeverityConfigurations.map(({ Severity: severity, EvalCondition }) => {
    readCondition(EvalCondition.Condition, name);
    return { severity, condition: EvalCondition.Condition };
  });
  const part = { query, store, project, from: readSpan(Start), to: readSpan(End) };
  if (part.from <= part.to) throw new NotUnderstood('a query looks at no span of time');
  return {
    name: Name,
    displayName: DisplayName,
    description: Description,
    enabled: State === 'Enabled',
    schedule: scheduleOf(schedule),
    part,
    severities,
    threshold: given.Threshold,
  };
}

function scheduleOf(schedule: Detail['Schedule']) {
  if (schedule.Type === 'FixedRate')
    return { kind: 'rate' as const, interval: readSpan(`-${schedule.Interval}`) };
  const { CronExpression: pattern, TimeZone } = schedule;
  try {
    new Cron(pattern, { mode: '5-part' });
  } catch {
    throw new NotUnderstood('its CronExpression cannot be read');
  }
  return { kind: 'cron' as const, pattern, offset: readOffset(TimeZone) };
}
