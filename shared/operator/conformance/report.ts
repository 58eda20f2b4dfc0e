import { writeFile } from 'node:fs/promises';
import { escapedJson } from '../../runtime/text.ts';
import { instant } from '../../runtime/time.ts';
import { version } from '../../runtime/version.ts';
import type { KeyFindings } from './access-keys/run-key-questions.ts';
import { masked } from './masked.ts';
import type { Conformance } from './run-conformance.ts';
import { settingsOf, switchesOf } from './settings.ts';

/** The report of one run. It has no value of a secret, and no id of an account. */
export type Report = ReturnType<typeof reportOf>;

interface Occasion {
  readonly region: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly secret: string;
  /** The name of the temporary RAM user. */
  readonly user: string;
}

export function reportOf(
  ofKms: Conformance,
  ofKeys: KeyFindings | undefined,
  { region, at, secret, user }: Occasion,
) {
  const findings = [...ofKms.findings, ...(ofKeys?.findings ?? [])];
  const asked = findings.map(({ name }) => name);
  const left = [
    { what: 'secret', name: secret, why: ofKms.left },
    { what: 'RAM user', name: user, why: ofKeys?.left },
  ];
  return {
    product: 'secret-rotation-functions',
    version,
    node: process.version,
    region,
    at: instant(at),
    calls: ofKms.calls.length + (ofKeys?.calls.length ?? 0),
    findings: findings.map(({ unanswered, calls: made, ...finding }) => ({
      ...finding,
      ...(unanswered === undefined ? {} : { unanswered: masked(unanswered) }),
      calls: made.map(({ message, ...call }) => ({
        ...call,
        ...(message === undefined ? {} : { message: masked(message) }),
      })),
    })),
    notAsked: Object.fromEntries(Object.entries(ofKms.notAsked).filter(([name]) => !asked.includes(name))),
    switches: switchesOf(findings),
    settings: settingsOf(findings),
    left: left.flatMap(({ what, name, why }) =>
      why === undefined ? [] : [{ what, name, why: masked(why) }],
    ),
  };
}

/** Writes the report for its readers outside. Only the user may read the file; it must not exist. */
export async function writeReport(path: string, report: Report): Promise<void> {
  await writeFile(path, `${escapedJson(report, 2)}\n`, { mode: 0o600, flag: 'wx' });
}
