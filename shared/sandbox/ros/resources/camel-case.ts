import { isRecord, type Properties } from '../../../ros-template/record.ts';

/** Names of maps whose keys are the caller's own words. */
const opaque: readonly string[] = ['environmentVariables'];

/** Converts all keys to the names of Function Compute, at every level: `VSwitchIds` of ROS becomes `vSwitchIds`. */
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
