import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** An address: `http://127.0.0.1:4566`, `https://host`, or a bare host, which means https. */
const Endpoint = z
  .string()
  .transform((text) => (text.includes('://') ? text : `https://${text}`))
  .pipe(z.url({ protocol: /^https?$/, error: 'is no address such as https://kms.cn-hangzhou.aliyuncs.com' }));

const host = '([a-z0-9.-]+|\\[[0-9a-f:.]+\\])(:\\d{1,5})?';

/**
 * A list of hosts as in an address, such as `hooks.example.com,10.0.0.7:8443`. A host with a port allows that port
 * only.
 */
const Hosts = z
  .string()
  .toLowerCase()
  .regex(new RegExp(`^${host}(,${host})*$`), 'is no list such as hooks.example.com,10.0.0.7:8443')
  .transform((text) => text.split(','));

const Variables = z.object({
  ALIBABA_CLOUD_REGION_ID: z.string().optional(),
  FC_REGION: z.string().optional(),
  ROTATION_ENDPOINT: Endpoint.optional(),
  ROTATION_KMS_ENDPOINT: Endpoint.optional(),
  ROTATION_RAM_ENDPOINT: Endpoint.optional(),
  ROTATION_RDS_ENDPOINT: Endpoint.optional(),
  ROTATION_STS_ENDPOINT: Endpoint.optional(),
  ROTATION_FC_ENDPOINT: Endpoint.optional(),
  ROTATION_ACTIONTRAIL_ENDPOINT: Endpoint.optional(),
  ROTATION_ROS_ENDPOINT: Endpoint.optional(),
  ROTATION_OSS_ENDPOINT: Endpoint.optional(),
  ROTATION_CA_FILE: z.string().optional(),
  ROTATION_PENDING_STAGE: z
    .string()
    .regex(/^[A-Za-z0-9]{1,64}$/, 'is no stage label of at most 64 letters and digits')
    .default('RotationPending'),
  ROTATION_ENVIRONMENT: z.string().optional(),
  ROTATION_WEBHOOK_HOSTS: Hosts.default([]),
  ROTATION_CONFIGURATION: z.string().optional(),
  // Names of secrets are checked where the secrets are read. A mistake in the one for notifications must not stop a
  // rotation.
  ROTATION_CONFIGURATION_SECRET: z.string().optional(),
  ROTATION_EVENTS_SECRET: z.string().optional(),
  ROTATION_EVENTS: z.string().optional(),
});

/** The settings of this process. Only this module reads the environment. */
export interface Environment {
  readonly region: string | undefined;
  /** Addresses of cloud services that differ from those of the region. */
  readonly endpoints: Readonly<
    Record<'kms' | 'ram' | 'rds' | 'sts' | 'fc' | 'actiontrail' | 'ros' | 'oss', string | undefined>
  >;
  /** PEM certificates to trust for databases and webhooks, in place of the runtime's own list. */
  readonly certificateAuthorities: string | undefined;
  /** The custom stage label of a version that is not proven yet. */
  readonly pendingStage: string;
  /** The value that `rotation:environment` must have, if both are given. */
  readonly name: string | undefined;
  /** The only hosts a webhook may have; empty for any public host. A host inside the network must be in the list. */
  readonly webhookHosts: readonly string[];
  /** Settings of secrets that only the function's deployer may make: a JSON document, or the secret that holds it. */
  readonly configuration: { readonly text: string | undefined; readonly secret: string | undefined };
  /** The secret that names the receivers of notifications, and the kinds of events. Without it, nobody is notified. */
  readonly events: { readonly secret: string | undefined; readonly kinds: string | undefined };
}

/** Variables that cannot be used. `problems` names each one. */
export class VariablesMalformed extends Error {
  override readonly name = 'VariablesMalformed';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** Reads the settings of this process. Throws VariablesMalformed. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = Variables.safeParse(given);
  if (!parsed.success)
    throw new VariablesMalformed(
      parsed.error.issues.map((issue) => `variable ${issue.path.join('.')} ${issue.message}`),
    );
  const { data } = parsed;
  return {
    region: data.ALIBABA_CLOUD_REGION_ID ?? data.FC_REGION,
    endpoints: {
      kms: data.ROTATION_KMS_ENDPOINT ?? data.ROTATION_ENDPOINT,
      ram: data.ROTATION_RAM_ENDPOINT ?? data.ROTATION_ENDPOINT,
      rds: data.ROTATION_RDS_ENDPOINT ?? data.ROTATION_ENDPOINT,
      sts: data.ROTATION_STS_ENDPOINT ?? data.ROTATION_ENDPOINT,
      fc: data.ROTATION_FC_ENDPOINT ?? data.ROTATION_ENDPOINT,
      actiontrail: data.ROTATION_ACTIONTRAIL_ENDPOINT ?? data.ROTATION_ENDPOINT,
      ros: data.ROTATION_ROS_ENDPOINT ?? data.ROTATION_ENDPOINT,
      oss: data.ROTATION_OSS_ENDPOINT ?? data.ROTATION_ENDPOINT,
    },
    certificateAuthorities:
      data.ROTATION_CA_FILE === undefined ? undefined : readAuthorities(data.ROTATION_CA_FILE),
    pendingStage: data.ROTATION_PENDING_STAGE,
    name: data.ROTATION_ENVIRONMENT,
    webhookHosts: data.ROTATION_WEBHOOK_HOSTS,
    configuration: { text: data.ROTATION_CONFIGURATION, secret: data.ROTATION_CONFIGURATION_SECRET },
    events: { secret: data.ROTATION_EVENTS_SECRET, kinds: data.ROTATION_EVENTS },
  };
}

/** Reads one variable by the name that an operator gives. It is for values that must not be written in a command. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}

function readAuthorities(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new VariablesMalformed([
      `variable ROTATION_CA_FILE names ${path}, which cannot be read (${cause})`,
    ]);
  }
}
