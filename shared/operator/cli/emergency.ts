import { defaultCredentials } from '../../alibaba/credentials.ts';
import { getCallerIdentity } from '../../alibaba/sts/get-caller-identity.ts';
import { openSts } from '../../alibaba/sts/open.ts';
import { NotEvicted, SecretNotFound } from '../../engine/rotation/errors.ts';
import { ours } from '../../engine/rotation/internal-error.ts';
import type { SecretId, VersionId } from '../../engine/rotation/store.ts';
import type { Compose } from '../../entry/composition.ts';
import { both, type Collector, startCollector } from '../../notifications/collector.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { exactInstant } from '../../runtime/time.ts';
import type { Eviction, EvictionReport } from '../report/eviction-report.ts';
import { refusal } from './confirm.ts';
import { performHere } from './engine.ts';
import { makeFolder, writeEvidence } from './evidence.ts';
import { tellOthers } from './notify.ts';
import { paints as pc } from './paint.ts';
import { progress } from './progress.ts';
import { type Selection, selectSecrets } from './select.ts';
import type { Terminal } from './terminal.ts';

export interface EmergencyOptions {
  readonly reason: string;
  readonly token?: VersionId | undefined;
  /** The folder for the evidence. */
  readonly evidence: string;
  readonly yes?: boolean | undefined;
  /** The account that the secret is for, if no stored value of it logs in. */
  readonly account?: string | undefined;
  /** Milliseconds for each secret. */
  readonly timeout: number;
}

/** The most secrets that the question names. */
const most = 8;

/**
 * Runs `rotator rotate --emergency`: one secret after the other, admin secrets first, since their holder can undo the
 * rest. A failed secret does not stop the others. Returns 3 if old credentials are left, 1 if nothing could be done.
 */
export async function emergency(
  types: readonly Compose[],
  environment: Environment,
  selection: Selection,
  options: EmergencyOptions,
  out: Terminal,
): Promise<number> {
  const secrets = await selectSecrets(environment, selection, options.timeout);
  if (secrets.length === 0)
    throw new SecretNotFound(saidOf(selection), 'a secret with the tag rotation:type selected by');
  await makeFolder(options.evidence);
  const named = secrets.length > most ? `${secrets.length} secrets` : secrets.join(', ');
  const question = `Every session and every old value of ${named} ends. Continue?`;
  const why = await refusal(question, options.yes, out);
  if (why !== undefined) {
    out.document({ Refused: why });
    out.say(why);
    return 3;
  }
  const startedAt = systemClock.now();
  const askedBy = await whoAsks(environment, options.timeout);
  const evictions: Eviction[] = [];
  const collector = startCollector();
  for (const secret of secrets)
    evictions.push(await evictOne(types, environment, secret, askedBy, options, { out, collector }));
  const report: EvictionReport = {
    Region: environment.region,
    AskedBy: askedBy,
    Reason: options.reason,
    StartedAt: exactInstant(startedAt),
    FinishedAt: exactInstant(systemClock.now()),
    Secrets: evictions,
  };
  await handOver(report, options.evidence, out);
  await tellOthers(environment, collector, out);
  return exitCode(evictions);
}

/** Writes the evidence to files, or else to the terminal: ended credentials cannot be examined a second time. */
async function handOver(report: EvictionReport, folder: string, out: Terminal): Promise<void> {
  try {
    const files = await writeEvidence(folder, report);
    out.document({ ...report, Files: files });
    out.say(`evidence: ${files.join(', ')}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it could not be written';
    out.document({ ...report, Files: [], NotWritten: why });
    out.say(`${pc.red('evidence not written')}: ${why}. Keep this report:`);
    out.say(JSON.stringify(report));
  }
}

async function evictOne(
  types: readonly Compose[],
  environment: Environment,
  secret: SecretId,
  askedBy: string | undefined,
  { reason, token, account, timeout }: EmergencyOptions,
  { out, collector }: { readonly out: Terminal; readonly collector: Collector },
): Promise<Eviction> {
  out.say(pc.bold(secret));
  const request = { operation: 'emergency', secret, token, account, reason, askedBy } as const;
  const startedAt = systemClock.now();
  using heard = progress(out, `emergency ${secret} …`);
  try {
    const { Outcome, VersionId, Strategy, Evidence } = await performHere(types, environment, request, {
      timeout,
      emit: both(heard.hear, collector),
    });
    const took = `${systemClock.now() - startedAt} ms`;
    out.say(
      Outcome === 'evicted'
        ? `${pc.green('evicted')} in ${took}: only version ${VersionId} is accepted`
        : `${pc.yellow('rotated')} in ${took}: the value is installed nowhere, so nothing could be tested. Tell its readers`,
    );
    return { SecretId: secret, Outcome, VersionId, Strategy, Evidence };
  } catch (error) {
    const failure = ours(error);
    collector.failed(secret, failure);
    const { code, aftermath, message } = failure;
    out.say(`${pc.red(code)} (aftermath: ${aftermath}): ${message}`);
    const evidence = failure instanceof NotEvicted ? failure.evidence : undefined;
    return { SecretId: secret, Evidence: evidence, Error: { code, aftermath, message } };
  }
}

function saidOf(selection: Selection): string {
  if ('secrets' in selection) return selection.secrets.join();
  return 'tag' in selection
    ? `${selection.tag.key}=${selection.tag.value}`
    : `instance ${selection.instance}`;
}

/** Returns the holder of these credentials, as STS names it; undefined if STS fails, since an emergency cannot wait. */
async function whoAsks(environment: Environment, timeout: number): Promise<string | undefined> {
  using deadline = startDeadline(Math.min(timeout, 3_000), 0);
  try {
    return (await getCallerIdentity(openSts(environment, defaultCredentials()), deadline.signal)).Arn;
  } catch {
    return undefined;
  }
}

function exitCode(evictions: readonly Eviction[]): number {
  if (evictions.every(({ Outcome }) => Outcome === 'evicted')) return 0;
  // Among several, a secret that is not shown to hold its account is left to the operator, who may name the account.
  const isAsked = evictions.length > 1 ? ['not-evicted', 'refused'] : ['not-evicted'];
  const isLeft = ({ Error: error, Outcome }: Eviction) =>
    Outcome === 'rotated' || (error !== undefined && isAsked.includes(error.code));
  return evictions.some(isLeft) ? 3 : 1;
}
