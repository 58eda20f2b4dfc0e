import type { Stack } from '../../alibaba/ros/stack.ts';

/** Returns the names of the functions of a stack, by the ARNs that it outputs. */
export function functionsOf({ Outputs }: Pick<Stack, 'Outputs'>): readonly string[] {
  return Outputs.flatMap(
    ({ OutputValue }) => /^acs:fc:[^:]*:[^:]*:functions\/([\w-]+)$/.exec(`${OutputValue}`)?.[1] ?? [],
  );
}

/** Returns the three commands that come after a deployment: look whether all is well, try the timer, see the fleet. */
export function nextCommands(functions: readonly string[]): readonly string[] {
  const [first] = functions;
  if (first === undefined) return [];
  return [
    `rotator doctor --function ${functions.join(' ')}`,
    `echo '{"Operation":"sweep","DryRun":true}' | rotator invoke ${first} -`,
    'rotator status',
  ];
}
