import * as z from 'zod';
import type { Faults } from '../faults.ts';
import { wholeNumber } from '../fields.ts';
import { services } from '../services.ts';
import { unknownName } from './nearest-name.ts';

const actions = [...new Set(services.flatMap(({ operations }) => operations.map(({ action }) => action)))];

const When = z.enum(['before', 'after'], 'is before or after');
const Milliseconds = wholeNumber(0, 86_400_000);
const whose = {
  action: z
    .string()
    .refine((action) => actions.includes(action), {
      error: ({ input }) => unknownName('action', String(input), actions),
    })
    .optional(),
  skip: wholeNumber(0, 999_999_999).default(0),
  times: wholeNumber(1, 999_999_999).default(1),
};

const kinds = {
  throttle: z.strictObject({ kind: z.literal('throttle'), ...whose }),
  fail: z.strictObject({
    kind: z.literal('fail'),
    status: z
      .enum(['500', '503'], 'is 500 or 503')
      .transform((status) => (status === '500' ? 500 : 503))
      .default(500),
    when: When.default('before'),
    ...whose,
  }),
  'lose-reply': z.strictObject({ kind: z.literal('lose-reply'), ...whose }),
  delay: z.strictObject({
    kind: z.literal('delay'),
    milliseconds: Milliseconds,
    when: When.default('before'),
    ...whose,
  }),
  hold: z.strictObject({ kind: z.literal('hold'), when: When.default('before'), ...whose }),
  'stale-reads': z.strictObject({ kind: z.literal('stale-reads'), milliseconds: Milliseconds }),
};
const Kind = z.enum(['throttle', 'fail', 'lose-reply', 'delay', 'hold', 'stale-reads']);

/** A fault as text: its kind, then its fields, as in `delay,milliseconds=200,action=GetSecretValue,times=3`. */
export const FaultSetting = z.string().transform((text, context) => {
  const [given = '', ...pairs] = text.split(',');
  const kind = Kind.safeParse(given);
  if (!kind.success) return refuse(context, unknownName('fault', given, Kind.options));
  const known = Object.keys(kinds[kind.data].shape).filter((name) => name !== 'kind');
  const fields = pairs.map((pair): [string, string] => {
    const [name = '', ...value] = pair.split('=');
    return [name, value.join('=')];
  });
  const foreign = fields.find(([name]) => !known.includes(name));
  if (foreign) return refuse(context, unknownName(`field of ${given}`, foreign[0], known));
  const parsed = kinds[kind.data].safeParse({ kind: kind.data, ...Object.fromEntries(fields) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(context, `is not valid in ${issue?.path.join('.')}: ${issue?.message}`);
});
export type FaultSetting = z.output<typeof FaultSetting>;

/** Requests a fault. `until` releases the calls that are held. */
export function askFor(faults: Faults, setting: FaultSetting, until: () => Promise<void>): void {
  if (setting.kind === 'stale-reads') {
    faults.staleReads(setting.milliseconds);
    return;
  }
  const { action, skip, times, ...fault } = setting;
  faults.ask({
    fault: fault.kind === 'hold' ? { ...fault, until } : fault,
    skip,
    times,
    ...(action === undefined ? {} : { action }),
  });
}

/** Returns help: a line for each kind of fault, and one for their common fields. */
export const describeFaults = () => [
  'throttle                                         answers 429',
  'fail[,status=500|503][,when=before|after]        answers so, before or after the effect',
  'lose-reply                                       keeps the effect and cuts the connection',
  'delay,milliseconds=<number>[,when=before|after]  answers late',
  'hold[,when=before|after]                         answers when this process gets SIGUSR2',
  'stale-reads,milliseconds=<number>                reads see changes only so much later',
  'Each but the last takes action=<name> (default: any), skip=<number> calls that pass first (0), times=<number> (1).',
];

function refuse(context: z.core.$RefinementCtx, message: string) {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
