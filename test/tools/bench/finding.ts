import pc from 'picocolors';
import { table } from '../../../shared/operator/cli/table.ts';

/** One thing measured. Where it has a budget, `value` may not exceed it. */
export interface Finding {
  readonly what: string;
  readonly subject: string;
  readonly value: number;
  readonly unit: 'times' | 'calls' | 'logins' | 'statements' | 'drivers' | 'KB' | 'MB' | 'ms';
  /** From DESIGN, "Speed"; absent where a number is only told. */
  readonly budget?: number;
  /** Where the value is a ratio: what was measured, and what it was measured against, in milliseconds or MB. */
  readonly measured?: number;
  readonly against?: number;
  readonly note?: string;
}

/** A ratio of two medians of one run. */
export function ratio(
  what: string,
  subject: string,
  measured: number,
  against: number,
  rest: Pick<Finding, 'budget' | 'note'> = {},
): Finding {
  return { what, subject, value: measured / against, unit: 'times', measured, against, ...rest };
}

/** A value that is no number has proven nothing. */
export function isKept({ value, budget }: Finding): boolean {
  return budget === undefined ? Number.isFinite(value) : value <= budget;
}

export function showFindings(findings: readonly Finding[]): string {
  const whats = [...new Set(findings.map(({ what }) => what))];
  const sorted = whats.flatMap((what) => findings.filter((finding) => finding.what === what));
  const rows = sorted.map((finding) => [
    finding.what,
    finding.subject,
    `${round(finding.value)} ${finding.unit}`,
    finding.measured === undefined ? '' : round(finding.measured),
    finding.against === undefined ? '' : round(finding.against),
    finding.budget === undefined ? '' : String(finding.budget),
    verdict(finding),
    finding.note ?? '',
  ]);
  return table([['WHAT', 'OF', 'VALUE', 'MEASURED', 'AGAINST', 'BUDGET', '', 'NOTE'], ...rows]);
}

/** The same as one JSON document. */
export function findingsDocument(findings: readonly Finding[]): string {
  const told = findings.map((finding) => ({ ...finding, kept: isKept(finding) }));
  return JSON.stringify({ kept: told.every(({ kept }) => kept), findings: told }, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toFixed(3)) : value,
  );
}

function verdict(finding: Finding): string {
  if (!isKept(finding)) return pc.red('broken');
  return finding.budget === undefined ? '' : pc.green('kept');
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
