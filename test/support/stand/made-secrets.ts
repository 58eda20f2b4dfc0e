import * as z from 'zod';
import { rdsApi } from '../../../shared/engine/rotation/policy.ts';
import type { SaidOfSecrets } from './said-of-secrets.ts';
import type { Named } from './template-role.ts';

const Tags = z.array(z.object({ TagKey: z.string(), TagValue: z.string() }));
const Value = z.object({ UserName: z.string().optional(), DBInstanceId: z.string().optional() });

/** A name as a template takes it; tests ask for others, too. */
const takeable = /^[A-Za-z0-9_/+=.@-]{1,192}$/;

interface Made {
  readonly tags: ReadonlyMap<string, string>;
  readonly user: string | undefined;
  readonly instance: string | undefined;
}

/** Which secrets were made in a cloud, for whoever deploys a function for them. */
export class MadeSecrets {
  readonly #made = new Map<string, Made>();
  #said: SaidOfSecrets = {};

  /** Hears what the configuration of the functions says. */
  configure(said: SaidOfSecrets): void {
    this.#said = said;
  }

  /** Hears of each call that tags a secret. */
  hear(
    action: string,
    { SecretName = '', SecretData = '', Tags: tags }: Readonly<Record<string, string>>,
  ): void {
    if (tags === undefined || !['CreateSecret', 'TagResource'].includes(action)) return;
    const before = this.#made.get(SecretName);
    const added = Tags.parse(JSON.parse(tags)).map(({ TagKey, TagValue }): [string, string] => [
      TagKey,
      TagValue,
    ]);
    const { UserName, DBInstanceId } = fieldsOf(SecretData);
    this.#made.set(SecretName, {
      tags: new Map([...(before?.tags ?? []), ...added]),
      user: before?.user ?? UserName,
      instance: before?.instance ?? DBInstanceId,
    });
  }

  /** As the parameter of a template has it. */
  get configuration(): string {
    return JSON.stringify(this.#said);
  }

  /** Those of one type, and one that is asked for beside them. */
  named(type: string, asked: string | undefined): Named {
    const own = [...this.#made].filter(([, { tags }]) => tags.get('rotation:type') === type);
    const names = [...own.map(([name]) => name), ...(asked === undefined ? [] : [bareName(asked)])];
    const found = names.flatMap((name) => this.#made.get(name) ?? []);
    return {
      secrets: distinct(names, 'no-secret'),
      adminSecrets: distinct(found.flatMap(({ tags }) => this.#readBeside(tags))),
      users: distinct(
        found.flatMap(({ user }) => user ?? []),
        'nobody',
      ),
      instances: distinct(found.flatMap(({ tags, instance }) => (actsByApi(tags) ? (instance ?? []) : []))),
    };
  }

  /** The admin secret, and the key of the webhook. */
  #readBeside(tags: ReadonlyMap<string, string>): readonly string[] {
    const receiver = this.#said.webhooks?.[tags.get('rotation:webhook') ?? ''];
    const admin = actsByApi(tags) ? undefined : tags.get('rotation:admin-secret');
    return [admin ?? [], receiver?.key ?? []].flat();
  }
}

const bareName = (reference: string) => reference.replace(/^acs:[^/]*:secret\//, '');

function distinct(names: readonly string[], otherwise?: string): readonly string[] {
  const all = [...new Set(names.filter((name) => takeable.test(name)))].toSorted();
  return all.length === 0 && otherwise !== undefined ? [otherwise] : all;
}

function fieldsOf(value: string): z.output<typeof Value> {
  try {
    return Value.safeParse(JSON.parse(value)).data ?? {};
  } catch {
    return {};
  }
}

const actsByApi = (tags: ReadonlyMap<string, string>) => tags.get('rotation:admin-secret') === rdsApi;
