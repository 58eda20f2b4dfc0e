import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { noConfiguration, settingsOf } from '../../../../shared/engine/rotation/configuration.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { isRecord } from '../../../../shared/ros-template/record.ts';
import type { Check } from './check.ts';

const folders = readdirSync(join(import.meta.dirname, '../../../../functions'));

/** Source: KMS, TagResource: what keys and values of tags may hold. */
const alphabet = /^[A-Za-z0-9/\\_.+=:@-]{1,128}$/;

const Secret = z.object({
  SecretName: SecretId,
  VersionId: z.string(),
  SecretData: z.string(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
});

/** Whoever makes a secret hands it over: the stack never writes it again, never deletes it, and its policy is valid. */
export const rotatedSecrets: Check = ({ Resources }, renderings) => [
  ...Object.entries(Resources)
    .filter(([, { Type, DeletionPolicy }]) => Type === 'ALIYUN::KMS::Secret' && DeletionPolicy !== 'Retain')
    .map(([id]) => `${id}: it would be deleted with the stack`),
  ...renderings.flatMap(({ resources }) =>
    resources
      .filter(({ type }) => type === 'ALIYUN::KMS::Secret')
      .flatMap(({ id, properties }) => complaints(properties).map((what) => `${id}: ${what}`)),
  ),
];

function complaints(properties: unknown): readonly string[] {
  const { SecretName, VersionId, SecretData, Tags } = Secret.parse(properties);
  const said = [
    ...(VersionId === 'bootstrap' ? [] : ['its version id is not bootstrap, and a new one is a new value']),
    ...unquoted(SecretData).map((name) => `its ${name} is no string, which some readers refuse`),
    ...Tags.filter(({ Key, Value }) => !alphabet.test(Key) || !alphabet.test(Value)).map(
      ({ Key }) => `${Key} has characters that KMS does not document for tags, or too many`,
    ),
  ];
  const own = Tags.filter(({ Key }) => Key.startsWith('rotation:'));
  if (own.length === 0) return said;
  try {
    const tags = Object.fromEntries(own.map(({ Key, Value }) => [Key, Value]));
    const { type } = parsePolicy(SecretName, tags, settingsOf(noConfiguration, SecretName));
    return folders.includes(type) ? said : [...said, `there is no function ${type}`];
  } catch (error) {
    return [...said, String(error)];
  }
}

function unquoted(text: string): readonly string[] {
  if (!text.startsWith('{')) return [];
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return [];
  return Object.keys(value).filter((name) => typeof value[name] !== 'string');
}
