import * as z from 'zod';
import { defaultSwitches, Switches } from '../switches.ts';
import { unknownName } from './nearest-name.ts';

const names = Switches.keyof();

/** A switch as text, such as `maxTags=20`. It becomes an object of that switch alone. */
export const SwitchSetting = z.string().transform((text, context): Record<string, unknown> => {
  const [, given = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  const name = names.safeParse(given);
  if (!name.success) return refuse(context, unknownName('switch', given, names.options));
  const schema = Switches.shape[name.data];
  const fitting = readings(value).find((reading) => schema.safeParse(reading).success);
  if (fitting === undefined) return refuse(context, `${given} takes ${valuesOf(schema)}`);
  return { [name.data]: fitting };
});

/** Returns the default switches, changed by the settings. */
export function switchesOf(settings: readonly Record<string, unknown>[]): Switches {
  return Switches.parse(Object.assign({}, defaultSwitches, ...settings));
}

/** Returns help on each switch: its values, its default and what it decides. */
export function describeSwitches(): string[] {
  return names.options.map((name) => {
    const schema = Switches.shape[name];
    return `${name}=${valuesOf(schema)}\n    ${schema.description} (default: ${defaultSwitches[name]})`;
  });
}

function refuse(context: z.core.$RefinementCtx, message: string) {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function readings(text: string): unknown[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  return /^\d{1,9}$/.test(text) ? [Number(text)] : [text];
}

function valuesOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.join('|');
  if (schema instanceof z.ZodLiteral) return [...schema.values].join('|');
  return schema instanceof z.ZodBoolean ? 'true|false' : '<number>';
}
