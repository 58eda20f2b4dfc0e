import * as z from 'zod';
import { unsupported } from '../refusal.ts';
import { invalid } from './refusals.ts';

/** Location of a function's code: a folder of this machine, or an uploaded package. */
const Code = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('package'), digest: z.string() }),
]);

const variablesLimit = 4 * 1_024;

const Variables = z
  .record(
    // Source: FC "Environment variables". The prefix FC_ belongs to the platform.
    z.string().regex(/^(?!FC_)[A-Za-z]\w*$/, 'a variable has no such name'),
    z.string(),
  )
  .refine(
    (given) => Buffer.byteLength(Object.entries(given).flat().join('')) <= variablesLimit,
    `all of them have at most ${variablesLimit} bytes`,
  );

const settings = z.object({
  // Has the form file.method. A custom runtime ignores it.
  handler: z.string().min(1).max(128),
  runtime: z.enum([
    'nodejs18',
    'nodejs20',
    'custom',
    'custom.debian10',
    'custom.debian11',
    'custom.debian12',
  ]),
  description: z.string().max(256),
  /** Timeout in seconds. */
  timeout: z.number().int().min(1).max(86_400),
  /** Memory in MB. */
  memorySize: z.number().int().min(128).max(32_768).multipleOf(64),
  cpu: z.number().min(0.05).max(16),
  diskSize: z.union([z.literal(512), z.literal(10_240)]),
  instanceConcurrency: z.number().int().min(1).max(100),
  /** ARN of the role whose keys the function gets. Without a role it gets no keys. */
  role: z.string().regex(/^acs:ram::\d+:role\/[\w.-]+$/, 'it is no ARN of a role'),
  environmentVariables: Variables,
  logConfig: z.object({
    project: z.string(),
    logstore: z.string(),
    logBeginRule: z.string().optional(),
    enableInstanceMetrics: z.boolean().optional(),
    enableRequestMetrics: z.boolean().optional(),
  }),
  customRuntimeConfig: z.object({
    command: z.array(z.string()).min(1),
    args: z.array(z.string()).default([]),
    port: z.number().int().min(1).max(65_535).default(9_000),
  }),
  // The sandbox has one network. It stores and shows these two settings, but does not apply them.
  internetAccess: z.boolean(),
  vpcConfig: z.object({
    vpcId: z.string(),
    vSwitchIds: z.array(z.string()).min(1).max(100),
    securityGroupId: z.string(),
  }),
  tags: z.array(z.object({ key: z.string(), value: z.string().default('') })).max(20),
});

/** Settings that a caller may make, with the names and limits of CreateFunction. */
export const functionSettings = settings.partial().shape;

export const FunctionName = z.string().regex(/^[A-Za-z_][\w-]{0,63}$/, 'a function has no such name');

/** The stored state of a function. Instants are milliseconds since the epoch. */
export const FunctionConfig = z.object({
  ...functionSettings,
  handler: settings.shape.handler,
  runtime: settings.shape.runtime,
  timeout: settings.shape.timeout.default(3),
  memorySize: settings.shape.memorySize.default(512),
  instanceConcurrency: settings.shape.instanceConcurrency.default(1),
  environmentVariables: Variables.default({}),
  internetAccess: settings.shape.internetAccess.default(true),
  functionName: FunctionName,
  functionId: z.string(),
  code: Code,
  createdAt: z.number(),
  changedAt: z.number(),
});
export type FunctionConfig = z.output<typeof FunctionConfig>;

/** Throws a Refusal unless a function says how it is started if, and only if, its runtime does not know. */
export function requireRuntimeConfig({
  runtime,
  customRuntimeConfig,
}: {
  readonly runtime: FunctionConfig['runtime'];
  readonly customRuntimeConfig?: FunctionConfig['customRuntimeConfig'];
}): void {
  const isCustom = runtime.startsWith('custom');
  if (customRuntimeConfig && !isCustom) throw invalid('customRuntimeConfig is only for a custom runtime.');
  if (isCustom && !customRuntimeConfig)
    throw unsupported('the sandbox starts a custom runtime by its customRuntimeConfig alone');
}
