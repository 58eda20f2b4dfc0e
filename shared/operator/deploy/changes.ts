import type { Change } from '../../alibaba/ros/get-change-set.ts';
import { paints as pc } from '../cli/paint.ts';
import { table } from '../cli/table.ts';

const colours = new Map([
  ['Add', pc.green],
  ['Modify', pc.yellow],
  ['Remove', pc.red],
]);

/** Returns a table for people, with the changes to the resources of a stack. */
export function shownChanges(changes: readonly Change[]): string {
  const rows = changes.map(({ Action, LogicalResourceId, ResourceType, Properties, Replacement }) => [
    Action,
    LogicalResourceId,
    ResourceType,
    `${Properties.join(', ')}${Replacement === 'True' ? ' (cannot be changed in place)' : ''}`,
  ]);
  const paint = (cell: string, column: number) =>
    column === 0 ? (colours.get(cell.trim())?.(cell) ?? cell) : cell;
  return table([['CHANGE', 'RESOURCE', 'TYPE', 'PROPERTIES'], ...rows], undefined, paint);
}

/**
 * Returns the secrets into which a change of the template would write a value. Functions own the values of a stack's
 * secrets once these are created. KMS refuses another value under the version id of the first, but only while it keeps
 * that version, and it keeps ten.
 */
export function secretsWrittenTo(changes: readonly Change[]): readonly string[] {
  return changes
    .filter(({ Action, ResourceType }) => Action === 'Modify' && ResourceType === 'ALIYUN::KMS::Secret')
    .filter(({ Properties }) =>
      Properties.some((name) => /^(SecretData|VersionId|VersionStages)$/.test(name)),
    )
    .map(({ LogicalResourceId }) => LogicalResourceId);
}
