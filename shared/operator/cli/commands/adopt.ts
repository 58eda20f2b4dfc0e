import type { Command } from 'commander';
import { Option } from 'commander';
import { nearest } from '../../../engine/rotation/nearest.ts';
import type { SecretId } from '../../../engine/rotation/store.ts';
import { adopt } from '../../adopt/adopt.ts';
import { readSettings } from '../../adopt/tag-settings.ts';
import { knownTypes } from '../engine.ts';
import { aboutOne, type Context, commandContext, examples } from './context.ts';
import { creationOf, type ValueFlags, valueComplaint } from './creation.ts';
import { type ProposalFlags, proposing, settingsHelp } from './proposal-options.ts';

interface Options extends ProposalFlags, ValueFlags {
  readonly type: string;
  readonly admin?: string;
  readonly schedule?: string;
}

export function defineAdopt(context: Context): void {
  const described = aboutOne(context, 'adopt', 'have a secret rotated: create it, or take one that is there')
    .argument('[settings...]', 'the rest of its policy, as in rotator set')
    .requiredOption('--type <type>', 'type of the secret: the name of a function')
    .option('--admin <secret>', 'the secret that may change the account, or rds-api')
    .option('--schedule <when>', 'when it is rotated, such as every:30d (default: only on request)')
    .option('--create', 'create the secret; without a source the value is asked for and not shown')
    .option('--value-from <source>', 'its value, from env:VARIABLE, file:PATH or -')
    .option(
      '--from-aws <file>',
      'its value, from the JSON of a database secret of AWS (- for standard input)',
    )
    .option('--account <name>', 'or its fields: the account of a database, whose password is asked for')
    .option('--password-from <source>', 'the password, from env:VARIABLE, file:PATH or -')
    .option('--endpoint <host>', 'host of the database')
    .option('--port <number>', 'its port')
    .option('--database <name>', 'the database that the account uses')
    .option('--db-instance <id>', 'the RDS instance of the database')
    .option('--key <id>', 'KMS key that encrypts the new secret')
    .option('--kms-instance <id>', 'KMS instance that keeps it')
    .addOption(new Option('--value [text]').hideHelp())
    .addOption(new Option('--password [text]').hideHelp());
  proposing(described)
    .addHelpText('after', settingsHelp)
    .addHelpText('after', `\n${rights}`)
    .addHelpText(
      'after',
      examples(
        'rotator adopt MyDbCreds --type rds-mysql --admin shop/dba --schedule every:30d',
        'rotator adopt shop/app --type rds-postgresql --create --account app --endpoint pgm-1.pg.rds.aliyuncs.com --database shop strategy=single-user',
        'rotator adopt shop/token --type generic --create --value-from env:TOKEN strategy=none value=hex --yes',
        'rotator adopt shop/app --type rds-mysql --from-aws app.json --admin shop/dba --dry-run',
      ),
    )
    .action(async (secret: SecretId, words: readonly string[], options: Options, self: Command) => {
      const { type, admin, schedule } = options;
      const settings = readSettings(secret, [
        `type=${type}`,
        ...(admin === undefined ? [] : [`admin-secret=${admin}`]),
        ...(schedule === undefined ? [] : [`schedule=${schedule}`]),
        ...words,
      ]);
      const known = commandContext(context, options);
      const wrong =
        typeof settings === 'string'
          ? settings
          : (typeComplaint(type, knownTypes(known.types, known.environment)) ??
            valueComplaint(secret, options));
      if (typeof settings === 'string' || wrong !== undefined) self.error(`error: ${wrong}`);
      else
        context.end(
          await adopt(known, secret, { ...options, settings, creation: creationOf(secret, options) }),
        );
    });
}

function typeComplaint(type: string, known: readonly string[]): string | undefined {
  if (known.includes(type)) return undefined;
  const meant = nearest(type, known);
  return `there is no such type; ${meant === undefined ? `choose one of ${known.join(', ')}` : `did you mean ${meant}?`}`;
}

const rights = [
  'Needs kms:DescribeSecret and kms:TagResource, or kms:CreateSecret (and kms:GenerateDataKey on a key of',
  'your own), and what a plan reads: kms:GetSecretValue, kms:ListSecretVersionIds, kms:ListSecrets.',
].join('\n');
