import { isTagText } from '../../alibaba/kms/tag-text.ts';
import type { TagChange } from '../../alibaba/secrets/retag.ts';
import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import { parsePolicy, tagNames, unknownTags } from '../../engine/rotation/policy.ts';
import type { SecretId } from '../../engine/rotation/store.ts';

export type Tags = Readonly<Record<string, string>>;

const prefix = 'rotation:';

/** Tags that only the functions write. */
const ofFunctions: readonly string[] = ['status', 'state'];

/** Keys that a setting may have. */
export const settingKeys: readonly string[] = tagNames.filter((name) => !ofFunctions.includes(name));

/**
 * Reads words such as `schedule=every:30d` as tags with their prefix; an empty text removes a tag. Returns a complaint
 * if a word is wrong. It never quotes a word: somebody may have typed a password there.
 */
export function readSettings(secret: SecretId, words: readonly string[]): Tags | string {
  const found = new Map<string, string>();
  for (const word of words) {
    const [, key, text = ''] = /^(?:rotation:)?([A-Za-z-]+)=(.*)$/s.exec(word) ?? [];
    if (key === undefined) return 'each setting has the form key=value, such as schedule=every:30d';
    if (ofFunctions.includes(key)) return `${prefix}${key} is written by the functions only`;
    if (found.has(prefix + key)) return `${prefix}${key} is given twice`;
    if (!isTagText(text))
      return `${prefix}${key} is longer than the 128 characters of a tag, or has others than letters, digits and / \\ _ - . + = : @; the configuration of the function takes such names`;
    found.set(prefix + key, text);
  }
  const settings = Object.fromEntries(found);
  return complaint(secret, settings) ?? settings;
}

/** Returns why the engine could not read the tags, or undefined if it can. A tag to remove needs a known name alone. */
function complaint(secret: SecretId, settings: Tags): string | undefined {
  const unknown = unknownTags(Object.keys(settings).map((key) => key.slice(prefix.length)));
  if (unknown.length > 0) return unknown.join(', ');
  const set = Object.entries(settings).filter(([, text]) => text !== '');
  try {
    parsePolicy(secret, { [`${prefix}type`]: 'any', ...Object.fromEntries(set) });
    return undefined;
  } catch (error) {
    if (error instanceof PolicyMalformed) return error.message;
    throw error;
  }
}

/** Returns the tags of the policy among those of a secret: without tags of others, and without what functions write. */
export function policyTags(tags: Tags): Tags {
  const isPolicy = (key: string) => key.startsWith(prefix) && !ofFunctions.includes(key.slice(prefix.length));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => isPolicy(key)));
}

/** Returns the tags of a secret with the settings in place. */
export function withSettings(tags: Tags, settings: Tags): Tags {
  const all = Object.entries({ ...tags, ...settings });
  return Object.fromEntries(all.filter(([key, text]) => text !== '' || !Object.hasOwn(settings, key)));
}

/** Returns what has to be written and removed to come from the one to the other. */
export function changeBetween(before: Tags, after: Tags): TagChange {
  return {
    written: Object.fromEntries(Object.entries(after).filter(([key, text]) => before[key] !== text)),
    removed: Object.keys(before).filter((key) => !Object.hasOwn(after, key)),
  };
}

export function isSameTags(one: Tags, other: Tags): boolean {
  const { written, removed } = changeBetween(one, other);
  return removed.length === 0 && Object.keys(written).length === 0;
}
