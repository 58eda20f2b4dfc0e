import type { Contest, Reading } from './contest.ts';
import type { Finding } from './finding.ts';
import { ServerLog } from './watch.ts';

const kmsCalls = 10;
const loginsPerAccount = 2;

const logins = /(?:Connect\t|connection authorized: user=)(\w+)/g;
const statements = /(?:\d (?:Query|Execute)\t|LOG: {2}(?:statement|execute [^:]+): )/g;
const refusals = /denied|authentication failed/i;

/**
 * What one rotation asks of KMS and of the server, as the sandbox's audit and the server's own log have it. Where
 * KMS turns down the first attempt to keep the old version staged, the second one is a call on top of the budget.
 */
export async function countCalls(reading: Reading, contest: Contest): Promise<Finding[]> {
  const { subject, server, engine, script } = contest;
  await using log = await ServerLog.open(server);
  const engineCost = await costOf(reading, log, engine);
  const scriptCost = await costOf(reading, log, script);
  const note = (own: number) => `the script: ${own}`;
  const calls: Finding = {
    what: 'KMS calls',
    subject,
    value: engineCost.calls,
    unit: 'calls',
    note: note(scriptCost.calls),
  };
  if (!reading.joins) return [calls];
  return [
    { ...calls, budget: kmsCalls },
    {
      what: 'logins of one account',
      subject,
      value: engineCost.mostLogins,
      unit: 'logins',
      budget: loginsPerAccount,
      note: note(scriptCost.mostLogins),
    },
    { what: 'refused logins', subject, value: engineCost.refused, unit: 'logins', budget: 0 },
    {
      what: 'statements',
      subject,
      value: engineCost.statements,
      unit: 'statements',
      note: note(scriptCost.statements),
    },
  ];
}

async function costOf({ cloud }: Reading, log: ServerLog, rotate: () => Promise<unknown>) {
  await log.read();
  const before = cloud.sandbox.audit.count();
  await rotate();
  const text = await log.read();
  const byAccount = new Map<string, number>();
  for (const [, account = ''] of text.matchAll(logins))
    byAccount.set(account, (byAccount.get(account) ?? 0) + 1);
  return {
    calls: cloud.sandbox.audit.count() - before,
    mostLogins: Math.max(...byAccount.values()),
    refused: text.split('\n').filter((line) => refusals.test(line)).length,
    statements: [...text.matchAll(statements)].length,
  };
}
