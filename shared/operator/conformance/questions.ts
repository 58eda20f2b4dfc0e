import type { Question } from './question.ts';
import { arnForName } from './questions/arn-for-name.ts';
import { binaryValue } from './questions/binary-value.ts';
import { dataTypeIsPartOfValue } from './questions/data-type-is-part-of-value.ts';
import { defaultKey } from './questions/default-key.ts';
import { longestStage } from './questions/longest-stage.ts';
import { maxTags } from './questions/max-tags.ts';
import { missingVersion } from './questions/missing-version.ts';
import { nameFilter } from './questions/name-filter.ts';
import { previousFollowsCurrent } from './questions/previous-follows-current.ts';
import { previousOntoCurrent } from './questions/previous-onto-current.ts';
import { putConflict } from './questions/put-conflict.ts';
import { readInDeletionWindow } from './questions/read-in-deletion-window.ts';
import { removeFromMismatch } from './questions/remove-from-mismatch.ts';
import { repeatedPutMovesStages } from './questions/repeated-put-moves-stages.ts';
import { requestBody } from './questions/request-body.ts';
import { requireEachTypeByDefault } from './questions/require-each-type-by-default.ts';
import { tagAlphabet } from './questions/tag-alphabet.ts';
import { versionOrder } from './questions/version-order.ts';
import type { Scene } from './scene.ts';

/** All questions, in the order in which they are asked: each finds the secret as the one before has left it. */
export const questions: readonly Question<Scene>[] = [
  arnForName,
  defaultKey,
  requestBody,
  putConflict,
  repeatedPutMovesStages,
  dataTypeIsPartOfValue,
  missingVersion,
  binaryValue,
  longestStage,
  previousFollowsCurrent,
  previousOntoCurrent,
  removeFromMismatch,
  versionOrder,
  maxTags,
  tagAlphabet,
  nameFilter,
  requireEachTypeByDefault,
  readInDeletionWindow,
];

/**
 * The most calls of KMS that one run makes, those that make and delete the secret included. A repeat after a transient
 * answer is not counted.
 */
export const mostCalls = 37;

/** RAM actions that the calls need. */
export const actions = [
  'kms:CreateSecret',
  'kms:DescribeSecret',
  'kms:PutSecretValue',
  'kms:GetSecretValue',
  'kms:ListSecretVersionIds',
  'kms:UpdateSecretVersionStage',
  'kms:TagResource',
  'kms:ListSecrets',
  'kms:GetRandomPassword',
  'kms:DeleteSecret',
  'kms:RestoreSecret',
] as const;
