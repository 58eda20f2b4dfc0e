import { connect } from '../../../shared/alibaba/client.ts';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { type Environment, readEnvironment } from '../../../shared/runtime/environment.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { MadeSecrets } from './made-secrets.ts';
import { patience } from './patience.ts';
import { type SaidOfSecrets, saidTogether } from './said-of-secrets.ts';

/** A sandbox with the settings of a process that works against it. */
export interface Cloud extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** The variables of such a process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly environment: Environment;
  /** Which secrets were made by the calls below. */
  readonly made: MadeSecrets;
  createSecret(name: string, value: object | string, tags?: Readonly<Record<string, string>>): Promise<void>;
  /** Says something of secrets in the configuration of the functions, beside what was said before. */
  configure(more: SaidOfSecrets): void;
  /** Puts what was said so far into a secret, where functions read it in place of the variable. */
  keepConfiguration(name: string): Promise<void>;
  /** Adds tags to a secret, or changes what they say. */
  tag(name: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Any call of KMS, signed with the root key. */
  call(action: string, parameters: Readonly<Record<string, string>>): Promise<unknown>;
  /** The same of RAM. */
  ram(action: string, parameters: Readonly<Record<string, string>>): Promise<unknown>;
  /** The same of RDS. */
  rds(action: string, parameters: Readonly<Record<string, string>>): Promise<unknown>;
}

export async function startCloud(
  certificateAuthorityFile: string | undefined,
  options: SandboxOptions = {},
): Promise<Cloud> {
  const sandbox = await startSandbox(options);
  const { endpoint, regionId, accessKeyId, accessKeySecret } = sandbox;
  let variables: Record<string, string> = {
    ROTATION_ENDPOINT: endpoint,
    // Webhooks of tests are on loopback, which is refused unless it is named.
    ROTATION_WEBHOOK_HOSTS: '127.0.0.1',
    ...(certificateAuthorityFile === undefined ? {} : { ROTATION_CA_FILE: certificateAuthorityFile }),
    ALIBABA_CLOUD_REGION_ID: regionId,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
  const credentials = fixedCredentials({ accessKeyId, accessKeySecret });
  const made = new MadeSecrets();
  let said: SaidOfSecrets = {};
  const callOf = (service: string, version: string): Cloud['call'] => {
    // How long a call may take is a rule of the product, not of who sets the stage for it.
    const client = connect({ service, version, region: regionId, endpoint, credentials, patience });
    return async (action, parameters) => {
      const answer = await client.call(action, parameters, AbortSignal.timeout(patience));
      made.hear(action, parameters);
      return answer;
    };
  };
  const call = callOf('kms', '2016-01-20');
  const createSecret: Cloud['createSecret'] = async (name, value, tags = {}) => {
    await call('CreateSecret', {
      SecretName: name,
      VersionId: 'v0',
      SecretData: typeof value === 'string' ? value : JSON.stringify(value),
      Tags: tagList(tags),
    });
  };
  return {
    sandbox,
    get variables() {
      return variables;
    },
    get environment() {
      return readEnvironment(variables);
    },
    made,
    configure: (more) => {
      said = saidTogether(said, more);
      made.configure(said);
      variables = { ...variables, ROTATION_CONFIGURATION: JSON.stringify(said) };
    },
    keepConfiguration: async (name) => {
      await createSecret(name, said);
      const { ROTATION_CONFIGURATION: _, ...others } = variables;
      variables = { ...others, ROTATION_CONFIGURATION_SECRET: name };
    },
    call,
    ram: callOf('ram', '2015-05-01'),
    rds: callOf('rds', '2014-08-15'),
    createSecret,
    tag: async (name, tags) => {
      await call('TagResource', { SecretName: name, Tags: tagList(tags) });
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

function tagList(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })));
}
