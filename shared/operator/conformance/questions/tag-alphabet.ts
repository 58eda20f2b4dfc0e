import { acceptance } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { tagList } from '../tag-list.ts';

/** Expects the tag `conformance-0`, and gives it a value with marks that the documentation does not list. */
export const tagAlphabet: Question<Scene> = {
  name: 'tagAlphabet',
  hasSwitch: true,
  text: 'May the value of a tag have other marks than letters, digits and / \\ _ - . + = : @?',
  ask: async (scene) =>
    acceptance(
      await scene.call('TagResource', { Tags: tagList(['conformance-0'], 'a (b) *,;%[c]') }),
      { value: 'any', words: 'other marks are taken' },
      { value: 'documented', words: 'only the documented marks are taken' },
    ),
};
