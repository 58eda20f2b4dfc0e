import * as z from 'zod';
import type { PropertyTable, ResourceType } from './resource-type.ts';

const Tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().min(1).max(128) });

/** Source: ROS "ALIYUN::KMS::Secret"; lengths and marks: KMS CreateSecret. */
const Secret = z.strictObject({
  SecretName: z
    .string()
    .regex(/^[\w/+=.@-]{1,192}$/)
    .refine((name) => !name.startsWith('acs/'), 'starts with acs/'),
  VersionId: z.string().min(1).max(64),
  SecretData: z.string().min(1).max(30_720),
  SecretDataType: z.enum(['text', 'binary']).optional(),
  VersionStages: z.array(z.string()).min(1).max(7).optional(),
  EncryptionKeyId: z.string().optional(),
  DKMSInstanceId: z.string().optional(),
  SecretType: z.enum(['Generic', 'Rds', 'RAMCredentials', 'ECS']).optional(),
  ExtendedConfig: z.record(z.string(), z.unknown()).optional(),
  EnableAutomaticRotation: z.boolean().optional(),
  RotationInterval: z.string().optional(),
  RecoveryWindowInDays: z.number().int().min(7).max(30).optional(),
  ForceDeleteWithoutRecovery: z.boolean().optional(),
  Description: z.string().optional(),
  Policy: z.record(z.string(), z.unknown()).optional(),
  Tags: z.array(Tag).max(20).optional(),
});

/** Source: ROS "ALIYUN::FNF::Flow". */
const Flow = z.strictObject({
  Name: z.string().min(1),
  Definition: z.string().min(1),
  Description: z.string().optional(),
  RoleArn: z.string().min(1).optional(),
  ExecutionMode: z.enum(['Standard', 'Express']).optional(),
  ExternalStorageLocation: z.string().optional(),
  RequestId: z.string().optional(),
});

/** Source: ROS "ALIYUN::FNF::Schedule". */
const Schedule = z.strictObject({
  FlowName: z.string().min(1),
  ScheduleName: z.string().min(1),
  CronExpression: z.string().min(1),
  Payload: z.string().optional(),
  Enable: z.boolean().optional(),
  Description: z.string().optional(),
});

/** Types for which the vendor publishes no package. */
export const ownTypes: ReadonlyMap<string, ResourceType> = new Map([
  ['ALIYUN::KMS::Secret', typeOf(Secret, ['Arn', 'SecretName'])],
  ['ALIYUN::FNF::Flow', typeOf(Flow, ['CreatedTime', 'Id', 'LastModifiedTime', 'Name'])],
  ['ALIYUN::FNF::Schedule', typeOf(Schedule, ['FlowName', 'ScheduleId', 'ScheduleName'])],
]);

function typeOf(schema: z.ZodObject, attributes: readonly string[]): ResourceType {
  const properties: PropertyTable = new Map(
    Object.keys(schema.shape).map((name) => [name, { vendorName: name, nested: undefined }]),
  );
  return {
    attributes,
    properties,
    complaints: (given) =>
      schema.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [],
  };
}
