import type { Command } from 'commander';
import { SecretId, VersionId } from '../../../engine/rotation/store.ts';
import { emergency } from '../emergency.ts';
import { rotate } from '../rotate.ts';
import type { Selection } from '../select.ts';
import { parsedBy, tagged } from './arguments.ts';
import {
  type Common,
  type Context,
  command,
  commandContext,
  examples,
  settings,
  timeout,
} from './context.ts';

interface Options extends Common {
  readonly emergency?: boolean;
  readonly reason?: string;
  readonly allOf?: string;
  readonly tag?: { readonly key: string; readonly value: string };
  readonly evidence: string;
  readonly yes?: boolean;
  readonly endGrace?: boolean;
  readonly account?: string;
  readonly token?: VersionId;
}

export function defineRotate(context: Context): void {
  const { types, out } = context;
  command(context, 'rotate', 'give a secret a new value and prove it before it becomes current')
    .argument('[secret]', 'name or ARN of the secret', parsedBy(SecretId))
    .option('--emergency', 'a value has leaked: end every old value and every session, and prove it')
    .option('--end-grace', 'rotate during the grace period of the previous value, and end that value')
    .option(
      '--account <name>',
      'with --emergency: the account of the secret, if no stored value logs in to prove it',
    )
    .option('--reason <text>', 'with --emergency: the reason, for the evidence')
    .option('--all-of <instance>', 'with --emergency: every secret that opens this instance id or host')
    .option('--tag <key=value>', 'with --emergency: every secret that carries this tag', tagged)
    .option('--evidence <dir>', 'with --emergency: where the evidence is written', '.')
    .option('--yes', 'with --emergency: do not ask for confirmation')
    .option(
      '--token <id>',
      'version id of the new value, or name of this emergency, so that a repeated call is the same one',
      parsedBy(VersionId),
    )
    .addOption(timeout(300))
    .addHelpText(
      'after',
      examples(
        'rotator rotate MyDbCreds',
        'rotator rotate MyDbCreds --json | jq .VersionId',
        'rotator rotate MyDbCreds --emergency --reason "pushed to a public repository"',
        'rotator rotate --all-of rm-bp1example --emergency --reason "backup was stolen" --evidence ./incident-42',
      ),
    )
    .action(async (secret: SecretId | undefined, options: Options, command: Command) => {
      const { reason } = options;
      if (!options.emergency) {
        if (secret === undefined || options.allOf !== undefined || options.tag || reason !== undefined)
          command.error('error: name one secret; --all-of, --tag and --reason need --emergency');
        else if (options.account !== undefined) command.error('error: --account needs --emergency');
        else context.end(await rotate(commandContext(context, options), secret, options));
        return;
      }
      const selection = select(secret, options);
      if (reason === undefined) command.error('error: give the reason with --reason, for the evidence');
      else if (!selection) command.error('error: give exactly one of: a secret, --all-of, --tag');
      else if (options.account !== undefined && secret === undefined)
        command.error('error: --account needs a single secret');
      else if (options.endGrace)
        command.error('error: remove --end-grace: --emergency ends every grace period');
      else
        context.end(await emergency(types, settings(options.region), selection, { ...options, reason }, out));
    });
}

/** Returns the selection of secrets, or undefined unless exactly one option makes it. */
function select(secret: SecretId | undefined, { allOf: instance, tag }: Options): Selection | undefined {
  const selections: Selection[] = [];
  if (secret !== undefined) selections.push({ secrets: [secret] });
  if (instance !== undefined) selections.push({ instance });
  if (tag) selections.push({ tag });
  return selections.length === 1 ? selections[0] : undefined;
}
