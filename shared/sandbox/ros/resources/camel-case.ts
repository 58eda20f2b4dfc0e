import { isRecord, type Properties } from '../../../ros-template/record.ts';

/** Maps whose keys are the caller's own words. */
const opaque: readonly string[] = ['environmentVariables'];

/** Function Compute calls what ROS calls `VSwitchIds` `vSwitchIds`, and so on, all the way down. */
export function camelCase(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      return [key, opaque.includes(key) ? value : inside(value)];
    }),
  );
}

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside);
  return isRecord(value) ? camelCase(value) : value;
}
