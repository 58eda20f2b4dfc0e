import { parse } from 'yaml';
import * as z from 'zod';

/** Source: devsapp/fc3 `src/schema.json`, of which only what is used here is let pass. */
const Timer = z.strictObject({ cronExpression: z.string(), enable: z.boolean(), payload: z.string() });

const Props = z.strictObject({
  region: z.string().regex(/^[a-z]{2}-[a-z]+(-\d)?$/),
  functionName: z.string().regex(/^[A-Za-z_][\w-]{0,63}$/),
  description: z.string().max(256).optional(),
  runtime: z.enum(['nodejs18', 'nodejs20']),
  handler: z.string(),
  code: z.string(),
  role: z.string().regex(/^acs:ram::\d+:role\/[\w.-]+$/),
  cpu: z.number().min(0.05).max(16),
  memorySize: z.number().int().min(128).max(32_768).multipleOf(64),
  diskSize: z.union([z.literal(512), z.literal(10_240)]),
  timeout: z.number().int().min(1).max(86_400),
  instanceConcurrency: z.number().int().min(1).max(100),
  internetAccess: z.boolean(),
  vpcConfig: z.strictObject({
    vpcId: z.string(),
    vSwitchIds: z.array(z.string()).min(1),
    securityGroupId: z.string(),
  }),
  logConfig: z.strictObject({
    project: z.string(),
    logstore: z.string(),
    logBeginRule: z.enum(['DefaultRegex', 'None']).optional(),
    enableRequestMetrics: z.boolean().optional(),
    enableInstanceMetrics: z.boolean().optional(),
  }),
  environmentVariables: z.record(z.string(), z.string()),
  asyncInvokeConfig: z.strictObject({
    maxAsyncRetryAttempts: z.number().int().min(0).max(8),
    maxAsyncEventAgeInSeconds: z.number().int().min(1).max(2_592_000),
    asyncTask: z.boolean().optional(),
  }),
  triggers: z.tuple([
    z.strictObject({
      triggerName: z.string(),
      triggerType: z.literal('timer'),
      description: z.string().optional(),
      qualifier: z.string().optional(),
      triggerConfig: Timer,
    }),
  ]),
});

const Variables = z.record(z.string(), z.string());

const DevsFile = z.strictObject({
  edition: z.literal('3.0.0'),
  name: z.string(),
  access: z.string(),
  vars: Variables,
  resources: z.strictObject({
    rotation: z.strictObject({ component: z.literal('fc3'), props: Props }),
  }),
});

/** The file with its variables put in their places; throws where the component would turn it down. */
export function readDevsFile(text: string): z.output<typeof DevsFile> {
  const { vars, ...rest } = z.looseObject({ vars: Variables }).parse(parse(text));
  return DevsFile.parse({ ...rest, vars, resources: filled(rest.resources, vars) });
}

function filled(given: unknown, vars: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(given)) return given.map((one) => filled(one, vars));
  if (typeof given === 'object' && given !== null)
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, filled(value, vars)]));
  if (typeof given !== 'string') return given;
  return given.replaceAll(/\$\{vars\.(\w+)\}/g, (_, name: string) => {
    const value = vars[name];
    if (value === undefined) throw new Error(`there is no variable ${name}`);
    return value;
  });
}
