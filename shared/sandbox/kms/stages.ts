import { invalidParameter, Refusal } from '../refusal.ts';
import type { Switches } from '../switches.ts';
import type { Secret, Version } from './secret.ts';

export const current = 'ACSCurrent';
const previous = 'ACSPrevious';

/** Limits of Alibaba Cloud for a generic secret. The system's own labels count too. Source: KMS PutSecretValue. */
const maxVersions = 10;
const maxStages = 8;

export const isSystemStage = (label: string) => label === current || label === previous;

export const holderOf = (secret: Secret, label: string) =>
  secret.stages.find((stage) => stage.label === label)?.version;

export const labelsOf = (secret: Secret, version: string) =>
  secret.stages.filter((stage) => stage.version === version).map(({ label }) => label);

export const versionOf = (secret: Secret, id: string) => secret.versions.find((version) => version.id === id);

/**
 * Adds a new version with its labels. If it takes `ACSCurrent`, the earlier holder gets `ACSPrevious`, unless the call
 * names that label too.
 */
export function addVersion(secret: Secret, version: Version, labels: readonly string[]): Secret {
  const followed =
    labels.includes(current) && !labels.includes(previous) ? holderOf(secret, current) : undefined;
  const grown: Secret = { ...secret, versions: [...secret.versions, version] };
  const labelled = labels.reduce((state, label) => attach(state, label, version.id), grown);
  return dropOldVersions(followed === undefined ? labelled : attach(labelled, previous, followed));
}

/** Moves a label. With the switch `previousFollowsCurrent`, the version that loses `ACSCurrent` gets `ACSPrevious`. */
export function moveStage(secret: Secret, label: string, to: string, switches: Switches): Secret {
  const from = holderOf(secret, label);
  if (from === to) return secret;
  if (label === previous && holderOf(secret, current) === to && switches.previousOntoCurrent === 'reject')
    throw invalidParameter('MoveToVersion', `${previous} cannot be on the version that is ${current}`);
  const moved = attach(secret, label, to);
  if (label !== current || from === undefined || !switches.previousFollowsCurrent) return moved;
  return attach(moved, previous, from);
}

export function detach(secret: Secret, label: string): Secret {
  return { ...secret, stages: secret.stages.filter((stage) => stage.label !== label) };
}

/** Attaches a label to a version. A label marks one version only, so the version that had it loses it. */
function attach(secret: Secret, label: string, version: string): Secret {
  const stages = [...detach(secret, label).stages, { label, version }];
  if (stages.length > maxStages)
    throw new Refusal(400, 'Rejected.LimitExceeded', `A secret has at most ${maxStages} version stages.`);
  return { ...secret, stages };
}

/**
 * Removes the oldest version without a label if there are more than 10 versions. With 8 labels at most, such a version
 * always exists.
 */
function dropOldVersions(secret: Secret): Secret {
  if (secret.versions.length <= maxVersions) return secret;
  const goes = secret.versions.find((version) => labelsOf(secret, version.id).length === 0);
  return { ...secret, versions: secret.versions.filter((version) => version !== goes) };
}
