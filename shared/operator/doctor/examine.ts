import type { SecretId } from '../../engine/rotation/store.ts';
import type { CheckGroup, Verdict } from './check.ts';
import type { DoctorContext } from './doctor-context.ts';
import { functionChecks } from './function/function-checks.ts';
import { processChecks } from './process/process-checks.ts';
import { invokeRightCheck } from './rights/invoke-right.ts';
import { kmsRightChecks } from './rights/kms-rights.ts';
import { ramRightChecks } from './rights/ram-rights.ts';
import { rdsRightChecks } from './rights/rds-rights.ts';
import { untriedCheck } from './rights/untried.ts';
import { secretChecks } from './secret/secret-checks.ts';
import { unforeseen } from './unforeseen.ts';

/** The things to examine beside this process. */
export interface Subjects {
  readonly secrets: readonly SecretId[];
  readonly functions: readonly string[];
  /** Milliseconds since the last sweep of a function from which on it is too long ago. */
  readonly silence: number;
}

/** A check that was run. */
export type Finding = Verdict & { readonly about: string; readonly title: string };

/** Runs all checks, one after the other, and tells each as soon as it is over. */
export async function examine(
  context: DoctorContext,
  subjects: Subjects,
  onFinding: (finding: Finding) => void = () => {},
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { about, checks } of groups(context, subjects))
    for (const { title, run } of checks) {
      const finding = { about, title, ...(await run().catch(unforeseen)) };
      findings.push(finding);
      onFinding(finding);
    }
  return findings;
}

function* groups(context: DoctorContext, { secrets, functions, silence }: Subjects): Generator<CheckGroup> {
  yield processChecks(context);
  const ofKms = secrets.length > 0 ? [] : kmsRightChecks(context);
  const rights = [
    ...ofKms,
    invokeRightCheck(context),
    ...ramRightChecks(context),
    ...rdsRightChecks(context),
    untriedCheck,
  ];
  yield { about: 'RAM actions', checks: rights };
  for (const secret of secrets) yield secretChecks(context, secret);
  for (const name of functions) yield functionChecks(context, name, silence);
}
