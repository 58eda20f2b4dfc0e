import * as z from 'zod';
import type { Sensitive } from '../../credentials/sensitive.ts';
import type { CloudService } from '../service.ts';

const Answer = z.object({ ChangeSetId: z.string(), StackId: z.string() });

interface ChangeSetWish {
  /** The stack that is there, or the name of the one that is not. */
  readonly stack: { readonly id: string } | { readonly name: string };
  readonly name: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Those that are not to be echoed. */
  readonly hidden: Readonly<Record<string, Sensitive>>;
}

/** Parameters of before that are not given stay as they are. Sent once: repeated it would make another one. */
export function createChangeSet(
  ros: CloudService,
  RegionId: string,
  { stack, name, template, parameters, hidden }: ChangeSetWish,
  signal: AbortSignal,
) {
  const about =
    'id' in stack
      ? { ChangeSetType: 'UPDATE', StackId: stack.id, UsePreviousParameters: 'true' }
      : { ChangeSetType: 'CREATE', StackName: stack.name };
  const values = [
    ...Object.entries(parameters),
    ...Object.entries(hidden).map(([key, value]): [string, string] => [key, value.reveal()]),
  ];
  const numbered = values.flatMap(([key, value], index) => [
    [`Parameters.${index + 1}.ParameterKey`, key],
    [`Parameters.${index + 1}.ParameterValue`, value],
  ]);
  const form = { TemplateBody: template, ...Object.fromEntries(numbered) };
  const confidential = Object.keys(hidden).length > 0;
  return ros.askOnce(
    'CreateChangeSet',
    Answer,
    { RegionId, ChangeSetName: name, ...about },
    signal,
    form,
    confidential,
  );
}
