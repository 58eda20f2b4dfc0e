import * as z from 'zod';

/**
 * The types of secrets that this sandbox stores. `Rds` exists so that a rotator can be refused on it. The sandbox never
 * rotates it.
 */
export const SecretType = z.enum(['Generic', 'Rds']);
export type SecretType = z.output<typeof SecretType>;

export const DataType = z.enum(['text', 'binary']);

const Version = z.object({
  id: z.string(),
  createdAt: z.number(),
  dataType: DataType,
  /** The value, encrypted under the secret's data key. */
  sealed: z.string(),
});
export type Version = z.output<typeof Version>;

const Tag = z.object({ key: z.string(), value: z.string() });
export type Tag = z.output<typeof Tag>;

/** The stored state of a secret, without any plain value. Instants are milliseconds since the epoch. */
export const Secret = z.object({
  name: z.string(),
  type: SecretType,
  description: z.string().optional(),
  /** Id of the key; absent if the secret was created without one. */
  encryptionKeyId: z.string().optional(),
  instanceId: z.string().optional(),
  extendedConfig: z.string().optional(),
  automaticRotation: z.boolean(),
  rotationInterval: z.string().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  plannedDeleteAt: z.number().optional(),
  dataKey: z.string(),
  /** Versions in the order of their creation. */
  versions: z.array(Version).readonly(),
  /** One entry for each label, because a label is on one version only. */
  stages: z.array(z.object({ label: z.string(), version: z.string() })).readonly(),
  tags: z.array(Tag).readonly(),
});
export type Secret = z.output<typeof Secret>;
