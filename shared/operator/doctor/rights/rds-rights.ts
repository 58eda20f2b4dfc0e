import * as z from 'zod';
import { openRds } from '../../../alibaba/rds/open.ts';
import { random } from '../../../runtime/random.ts';
import { type Check, softened } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { unforeseen } from '../unforeseen.ts';
import { attempt } from './attempt.ts';
import { verdictOn } from './kms-rights.ts';

const reading = ['DescribeDBInstanceAttribute', 'DescribeDBInstanceNetInfo', 'DescribeAccounts'];

/** The actions of RDS by which its API changes accounts, with what each needs beside instance and account. */
const changing: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ResetAccountPassword: { AccountPassword: 'None-at-all-1' },
  GrantAccountPrivilege: { DBName: 'none', AccountPrivilege: 'ReadOnly' },
  RevokeAccountPrivilege: { DBName: 'none' },
};

/** Most functions work without RDS, and the policy of a stack names instances. */
const where =
  ' on the instances whose accounts the API of RDS changes; a plan of such a secret tries the reading ones there';

/**
 * Returns a check of each action of RDS that a function needs to change passwords through its API, each for an instance
 * that does not exist. A policy that names instances denies it, so a denial is no more than a warning.
 */
export function rdsRightChecks(context: DoctorContext): readonly Check[] {
  const rds = openRds(context.environment, context.credentials);
  const DBInstanceId = `rm-${random.uuid().replaceAll('-', '').slice(0, 17)}`;
  const AccountName = 'rotator_doctor';
  const attempts = [
    ...reading.map((action) => [action, { DBInstanceId }] as const),
    ...Object.entries(changing).map(
      ([action, parameters]) => [action, { DBInstanceId, AccountName, ...parameters }] as const,
    ),
  ];
  return attempts.map(([action, parameters]) => ({
    title: `rds:${action}`,
    run: async () => {
      const call = () => rds.askOnce(action, z.unknown(), parameters, context.signal);
      const ask = async () => verdictOn(await attempt(call), `rds:${action}`, 'an instance of any id');
      return softened(await ask().catch(unforeseen), where);
    },
  }));
}
