import type { Question } from '../question.ts';
import { accessKeySpread } from './access-key-spread.ts';
import { deleteActiveKey } from './delete-active-key.ts';
import type { KeyScene } from './key-scene.ts';
import { neverUsed } from './never-used.ts';

/** The questions about AccessKeys, in the order in which they are asked. */
export const keyQuestions: readonly Question<KeyScene>[] = [neverUsed, accessKeySpread, deleteActiveKey];

/** RAM actions that the calls need. */
export const keyActions = [
  'ram:CreateUser',
  'ram:CreateAccessKey',
  'ram:GetAccessKeyLastUsed',
  'ram:ListAccessKeys',
  'ram:UpdateAccessKey',
  'ram:DeleteAccessKey',
  'ram:DeleteUser',
] as const;
