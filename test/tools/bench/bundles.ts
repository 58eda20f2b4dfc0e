import { bundleFunctions } from '../../../shared/build/bundle.ts';
import type { Finding } from './finding.ts';

/** In KB of 1,024 bytes. */
const budgets: Readonly<Record<string, number>> = { 'rds-postgresql': 300, 'rds-mysql': 650 };
const drivers = ['mysql2', 'pg'];

/** Builds every function into a folder of the caller's, as the build does, and weighs what it wrote. */
export async function weighBundles(root: string, into: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, size, zipped, packages } of await bundleFunctions(root, into)) {
    const budget = budgets[name];
    const note = `${Math.round(size / 1_024)} KB unpacked`;
    findings.push({
      what: 'bundle, zipped',
      subject: name,
      value: zipped / 1_024,
      unit: 'KB',
      note,
      ...(budget === undefined ? {} : { budget }),
    });
    const inside = drivers.filter((driver) => packages.includes(driver));
    findings.push({
      what: 'foreign drivers inside',
      subject: name,
      value: Math.max(inside.length - 1, 0),
      unit: 'drivers',
      budget: 0,
      note: inside.join(', '),
    });
  }
  return findings;
}
