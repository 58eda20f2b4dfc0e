import { describe, expect, it } from 'vitest';
import { functionsOf, nextCommands } from '../../../../shared/operator/deploy/next-commands.ts';

const output = (OutputKey: string, OutputValue: unknown) => ({ OutputKey, OutputValue });

describe('what comes after a deployment', () => {
  it('names every function of the stack, and nothing else that it outputs', () => {
    const Outputs = [
      output('AFunctionArn', 'acs:fc:cn-hangzhou:123456789012:functions/rotate-a'),
      output('BFunctionArn', 'acs:fc:cn-hangzhou:123456789012:functions/rotate-b'),
      output('ARoleArn', 'acs:ram::123456789012:role/rotate-a'),
      output('LogProjectName', undefined),
    ];
    expect(functionsOf({ Outputs })).toEqual(['rotate-a', 'rotate-b']);
  });

  it('calls the first function by its own name', () => {
    expect(nextCommands(['rotate-a', 'rotate-b'])).toEqual([
      'rotator doctor --function rotate-a rotate-b',
      `echo '{"Operation":"sweep","DryRun":true}' | rotator invoke rotate-a -`,
      'rotator status',
    ]);
  });

  it('is nothing where the stack has no function', () => {
    expect(nextCommands([])).toEqual([]);
  });
});
