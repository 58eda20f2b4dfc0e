import {
  type Configuration,
  parseConfiguration,
  type Settings,
  settingsOf,
} from '../../../shared/engine/rotation/configuration.ts';
import type { SecretId } from '../../../shared/engine/rotation/store.ts';

type BySecret<Setting> = Readonly<Record<string, Setting>>;

/** The configuration of a function as its deployer writes it. */
export interface SaidOfSecrets {
  readonly probe?: BySecret<string>;
  readonly webhooks?: BySecret<{
    readonly address: string;
    readonly key: string;
    readonly secrets: readonly string[];
  }>;
  readonly admins?: readonly string[];
  readonly adminSecrets?: BySecret<string>;
  readonly secondAccounts?: BySecret<string>;
  readonly hosts?: BySecret<string>;
  readonly fields?: BySecret<readonly string[]>;
  readonly floors?: BySecret<{ readonly grace?: string; readonly idle?: string; readonly password?: number }>;
  readonly superAccounts?: readonly string[];
}

export function configurationOf(said: SaidOfSecrets): Configuration {
  return parseConfiguration('the configuration of this test', JSON.stringify(said));
}

/** What such a configuration says of one secret. */
export function settingsFor(secret: SecretId, said: SaidOfSecrets): Settings {
  return settingsOf(configurationOf(said), secret);
}

/** Both, of which the later one wins where they speak of the same. */
export function saidTogether(first: SaidOfSecrets, second: SaidOfSecrets): SaidOfSecrets {
  const { admins = first.admins } = second;
  return {
    probe: { ...first.probe, ...second.probe },
    webhooks: { ...first.webhooks, ...second.webhooks },
    ...(admins && { admins }),
    adminSecrets: { ...first.adminSecrets, ...second.adminSecrets },
    secondAccounts: { ...first.secondAccounts, ...second.secondAccounts },
    hosts: { ...first.hosts, ...second.hosts },
    fields: { ...first.fields, ...second.fields },
    floors: { ...first.floors, ...second.floors },
    superAccounts: [...(first.superAccounts ?? []), ...(second.superAccounts ?? [])],
  };
}
