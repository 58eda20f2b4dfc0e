import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { resolveTemplate } from '../../../shared/ros-template/resolution.ts';
import { readTemplate, type Template } from '../../../shared/ros-template/template.ts';
import type { Sandbox } from '../../../shared/sandbox/sandbox.ts';

const Statement = z.object({
  Effect: z.literal('Allow'),
  Action: z.array(z.string()),
  Resource: z.array(z.string()),
});
export type Statement = z.output<typeof Statement>;

const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })),
});

/** What somebody who deploys a function for some secrets would write into its template. */
export interface Named {
  readonly secrets: readonly string[];
  readonly adminSecrets?: readonly string[];
  readonly users?: readonly string[];
  /** Instances of RDS whose accounts its API changes. */
  readonly instances?: readonly string[];
  readonly configuration?: string | undefined;
  readonly configurationSecret?: string | undefined;
  readonly eventsSecret?: string | undefined;
  /** One that exists; the template makes its own where absent. */
  readonly logProject?: string;
}

const templates = new Map<string, Template>();

/** Reading one takes longer than all that a test does with it. */
function templateOf(type: string): Template {
  const path = join(import.meta.dirname, '../../../templates', `${type}.yml`);
  const template = templates.get(type) ?? readTemplate(readFileSync(path, 'utf8'));
  templates.set(type, template);
  return template;
}

/** What the parameters of a function's own begin with, such as `RdsMysql`. */
function prefixOf(type: string): string {
  return type.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Those parameters of a function's template that say what it is for. */
export function parametersFor(type: string, named: Named): Readonly<Record<string, string>> {
  const { Parameters } = templateOf(type);
  const prefix = prefixOf(type);
  const given = Object.entries({
    [`${prefix}SecretNames`]: named.secrets.join(),
    [`${prefix}AdminSecretNames`]: named.adminSecrets?.join() ?? '',
    [`${prefix}UserNames`]: named.users?.join() ?? '',
    [`${prefix}InstanceIds`]: named.instances?.join() ?? '',
    Configuration: named.configuration ?? '',
    ConfigurationSecretName: named.configurationSecret ?? '',
    EventsSecretName: named.eventsSecret ?? '',
    LogProject: named.logProject ?? '',
  });
  return Object.fromEntries(given.filter(([name, value]) => name in Parameters && value !== ''));
}

const resolved = new Map<string, readonly Statement[]>();

/**
 * What the template of a function lets its role do; the function itself is named like its type. Resolving it takes a
 * fifth of the time of a rotation, and every call of a function asks for it.
 */
export function statementsOf(
  { regionId, accountId }: Pick<Sandbox, 'regionId' | 'accountId'>,
  type: string,
  named: Named,
): readonly Statement[] {
  const key = JSON.stringify([regionId, accountId, type, named]);
  const statements = resolved.get(key) ?? resolve({ regionId, accountId }, type, named);
  resolved.set(key, statements);
  return statements;
}

function resolve(
  { regionId, accountId }: Pick<Sandbox, 'regionId' | 'accountId'>,
  type: string,
  named: Named,
): readonly Statement[] {
  const template = templateOf(type);
  const prefix = prefixOf(type);
  const given = {
    BundleBucket: 'bundles',
    [`${prefix}Bundle`]: `${type}/0123456789abcdef.zip`,
    [`${prefix}FunctionName`]: type,
    ...parametersFor(type, named),
  };
  const { resources } = resolveTemplate(template, given, {
    'ALIYUN::StackName': 'rotation',
    'ALIYUN::StackId': '4a6c9851-3b0f-4f5f-b4ca-a14bf691f2ff',
    'ALIYUN::Region': regionId,
    'ALIYUN::AccountId': accountId,
    'ALIYUN::TenantId': accountId,
  });
  const role = resources.find((one) => one.type === 'ALIYUN::RAM::Role');
  const properties = role?.properties((resource, attribute = 'Id') =>
    `${resource}-${attribute}`.toLowerCase(),
  );
  return Role.parse(properties).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
