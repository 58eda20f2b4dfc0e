import * as z from 'zod';
import { SecretId, secretName } from '../../engine/rotation/store.ts';
import { type AuditEvent, lookupEvents } from '../actiontrail/lookup-events.ts';
import type { CloudService } from '../service.ts';
import { labels, stageOf } from './stage-labels.ts';

/** A call that changed a secret, or tried to, as the audit log records it. */
export interface Deed {
  readonly at: string;
  readonly did: string;
  /** The stage that was moved, taken away, or given to a stored version, in the protocol's words. */
  readonly stage: string | undefined;
  readonly version: string | undefined;
  /** The version that a moved stage is taken from, where the call names it. */
  readonly replaced: string | undefined;
  readonly by: string;
  readonly from: string | undefined;
  /** The error code of KMS, if it refused the call. */
  readonly refused: string | undefined;
}

export interface Deeds {
  /** The calls, the newest first. */
  readonly deeds: readonly Deed[];
  /** Whether the whole log was read; false if it is too long. */
  readonly complete: boolean;
}

interface Period {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

/** The calls of KMS that change which value a secret has. */
const changing = ['PutSecretValue', 'UpdateSecretVersionStage'];

const longest = 20;

const Labels = z.array(z.string());

/** Returns the calls that changed the versions and stages of a secret, and who made them. Throws CloudError. */
export async function listDeeds(
  actionTrail: CloudService,
  secret: SecretId,
  pendingStage: string,
  period: Period,
  signal: AbortSignal,
): Promise<Deeds> {
  const all: AuditEvent[] = [];
  let complete = true;
  for (const eventName of changing) {
    const found = await lookupEvents(actionTrail, { ...period, eventName, pages: longest }, signal);
    all.unshift(...found.events);
    complete &&= found.complete;
  }
  // Times are whole seconds. Within one second, a value is stored before its stages move: the moves are listed first.
  const deeds = all
    .filter(({ requestParameters }) => isNamed(requestParameters?.SecretName, secret))
    .toSorted((one, other) => other.eventTime.localeCompare(one.eventTime))
    .map((event) => deedOf(event, pendingStage));
  return { deeds, complete };
}

/** Whether a call names the secret, by name or by ARN. */
function isNamed(given: unknown, secret: SecretId): boolean {
  const named = SecretId.safeParse(given);
  return named.success && secretName(named.data) === secretName(secret);
}

function deedOf(event: AuditEvent, pendingStage: string): Deed {
  const { eventTime, requestParameters, userIdentity, sourceIpAddress, errorCode } = event;
  const parameter = (name: string) => {
    const value = requestParameters?.[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const stored = event.eventName === 'PutSecretValue';
  const label = stored ? storedAs(parameter('VersionStages')) : parameter('VersionStage');
  const stage = label === undefined ? undefined : stageOf(label, pendingStage);
  const [to, from] = [parameter('MoveToVersion'), parameter('RemoveFromVersion')];
  return {
    at: eventTime,
    did: stored ? 'stored' : `${to === undefined ? 'removed' : 'moved'} ${stage ?? ''}`,
    stage,
    version: parameter('VersionId') ?? to ?? from,
    replaced: to === undefined ? undefined : from,
    by: [userIdentity?.type, userIdentity?.userName].filter(Boolean).join(' ') || 'unknown',
    from: sourceIpAddress ?? undefined,
    refused: errorCode ?? undefined,
  };
}

/** Returns the first label in a JSON text. Without one, KMS makes a version current. Source: KMS, PutSecretValue. */
function storedAs(given: string | undefined): string | undefined {
  if (given === undefined) return labels.current;
  try {
    return Labels.parse(JSON.parse(given))[0];
  } catch {
    return undefined;
  }
}
