import * as z from 'zod';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { CloudService } from '../service.ts';

const Answer = z.object({ ChangeSetId: z.string(), StackId: z.string() });

interface ChangeSetWish {
  /** An existing stack by its id, or the name of a new one. */
  readonly stack: { readonly id: string } | { readonly name: string };
  readonly name: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameters that ROS must not echo. */
  readonly hidden: Readonly<Record<string, Sensitive>>;
  /** Parameters that are too long for a URL. */
  readonly code?: Readonly<Record<string, string>>;
}

/**
 * Makes a change set, in which parameters that are not given keep their values. Sends those that may be shown in the
 * query, where the official client sends all. The call is sent once: a repeat would make another change set.
 */
export function createChangeSet(
  ros: CloudService,
  RegionId: string,
  { stack, name, template, parameters, hidden, code = {} }: ChangeSetWish,
  signal: AbortSignal,
) {
  const about =
    'id' in stack
      ? { ChangeSetType: 'UPDATE', StackId: stack.id, UsePreviousParameters: 'true' }
      : { ChangeSetType: 'CREATE', StackName: stack.name };
  const shown = Object.entries(parameters);
  const secret = Object.entries(hidden).map(([key, value]): [string, string] => [key, value.reveal()]);
  const form = { TemplateBody: template, ...numbered([...secret, ...Object.entries(code)], shown.length) };
  return ros.askOnce(
    'CreateChangeSet',
    Answer,
    { RegionId, ChangeSetName: name, ...about, ...numbered(shown, 0) },
    signal,
    form,
    secret.length > 0,
  );
}

const numbered = (values: readonly (readonly [string, string])[], before: number) =>
  Object.fromEntries(
    values.flatMap(([key, value], index) => [
      [`Parameters.${before + index + 1}.ParameterKey`, key],
      [`Parameters.${before + index + 1}.ParameterValue`, value],
    ]),
  );
