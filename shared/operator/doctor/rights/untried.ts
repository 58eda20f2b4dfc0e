import { type Check, skipped } from '../check.ts';

/** Actions that a template grants and that no check tries, each with the reason. */
export const untried: Readonly<Record<string, string>> = {
  'kms:Decrypt': 'only with a key of your own',
  'kms:GenerateDataKey': 'only with a key of your own',
  'rds:CreateAccount': 'would make an account',
  'eventbridge:PutEvents': 'would send an event',
  'log:PostLogStoreLogs': 'Function Compute uses it',
  'vpc:DescribeVSwitchAttributes': 'Function Compute uses it',
  'vpc:DescribeVpcAttribute': 'Function Compute uses it',
  'ecs:CreateNetworkInterface': 'Function Compute uses it',
  'ecs:DeleteNetworkInterface': 'Function Compute uses it',
  'ecs:DescribeNetworkInterfaces': 'Function Compute uses it',
  'ecs:CreateNetworkInterfacePermission': 'Function Compute uses it',
  'ecs:DeleteNetworkInterfacePermission': 'Function Compute uses it',
  'ecs:DescribeNetworkInterfacePermissions': 'Function Compute uses it',
};

/** Says in one line which services have actions that were not tried. */
export const untriedCheck: Check = {
  title: 'others',
  run: async () => skipped('keys, accounts, events, logs, networks'),
};
