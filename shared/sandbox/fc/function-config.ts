import * as z from 'zod';

/** Where the code of a function is: in a folder of this machine, or in a package that was sent. */
const Code = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('package'), digest: z.string() }),
]);

const variablesLimit = 4 * 1_024;

const Variables = z
  .record(
    // Source: FC "Environment variables"; the prefix is the platform's own.
    z.string().regex(/^(?!FC_)[A-Za-z]\w*$/, 'a variable has no such name'),
    z.string(),
  )
  .refine(
    (given) => Buffer.byteLength(Object.entries(given).flat().join('')) <= variablesLimit,
    `all of them have at most ${variablesLimit} bytes`,
  );

const settings = z.object({
  // file.method; a custom runtime does not look at it.
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
  /** Seconds. */
  timeout: z.number().int().min(1).max(86_400),
  /** MB. */
  memorySize: z.number().int().min(128).max(32_768).multipleOf(64),
  cpu: z.number().min(0.05).max(16),
  diskSize: z.union([z.literal(512), z.literal(10_240)]),
  instanceConcurrency: z.number().int().min(1).max(100),
  /** The role whose keys it is given; without one it has none. */
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
  // There is one network here: what these two say is kept and shown, no more.
  internetAccess: z.boolean(),
  vpcConfig: z.object({
    vpcId: z.string(),
    vSwitchIds: z.array(z.string()).min(1).max(100),
    securityGroupId: z.string(),
  }),
  tags: z.array(z.object({ key: z.string(), value: z.string().default('') })).max(20),
});

/** What a caller may set, in the names and limits of CreateFunction. */
export const functionSettings = settings.partial().shape;

export const FunctionName = z.string().regex(/^[A-Za-z_][\w-]{0,63}$/, 'a function has no such name');

/** What is kept of a function. Instants are milliseconds since the epoch. */
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
