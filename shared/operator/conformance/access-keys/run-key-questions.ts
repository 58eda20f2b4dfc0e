import type { CloudClient } from '../../../alibaba/client.ts';
import { CloudError } from '../../../alibaba/cloud-error.ts';
import { type Credentials, fixedCredentials } from '../../../alibaba/credentials.ts';
import type { CloudService } from '../../../alibaba/service.ts';
import { getCallerIdentity } from '../../../alibaba/sts/get-caller-identity.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { startDeadline } from '../../../runtime/deadline.ts';
import { minute, second } from '../../../runtime/time.ts';
import { askAll } from '../ask-all.ts';
import { type Calls, type RecordedCall, recordedCalls } from '../calls.ts';
import type { Finding } from '../finding.ts';
import { Unanswered } from '../unanswered.ts';
import { keyQuestions } from './key-questions.ts';
import type { KeyScene } from './key-scene.ts';
import { deleteUser, makeKey, makeUser, type NewKey } from './temporary-user.ts';

/** The services that the questions about AccessKeys ask. */
export interface KeyServices {
  readonly ram: CloudClient;
  /** Opens STS with the credentials of a key. */
  openSts(credentials: Credentials): CloudService;
  readonly clock: Clock;
}

/** The findings about AccessKeys, and what the run left behind. */
export interface KeyFindings {
  readonly findings: readonly Finding[];
  /** The reason why the temporary user could not be deleted; undefined if it is gone. */
  readonly left: string | undefined;
  /** All calls of RAM that the run made, the oldest first. */
  readonly calls: readonly RecordedCall[];
}

/** Milliseconds to delete the user. They begin anew after an interruption. */
const cleaning = 30 * second;
/** Milliseconds to wait until STS knows a key. */
const longestSpread = 2 * minute;
const pause = 250;

/** Makes a temporary user without rights, asks all questions about a key of it, and deletes it, whatever happens. */
export async function runKeyQuestions(
  services: KeyServices,
  user: string,
  signal: AbortSignal,
): Promise<KeyFindings> {
  const calls = recordedCalls(services.ram, signal);
  let findings: readonly Finding[];
  let cleaned: Pick<KeyFindings, 'left' | 'calls'>;
  try {
    findings = await askWithKey(services, calls, user, signal);
  } finally {
    cleaned = await clean(services.ram, user);
  }
  return { findings, left: cleaned.left, calls: [...calls.made, ...cleaned.calls] };
}

async function askWithKey(
  services: KeyServices,
  calls: Calls,
  user: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    await makeUser(calls, user);
    const startedAt = services.clock.now();
    const key = await makeKey(calls, user);
    return await askAll(keyQuestions, sceneOf(services, calls, { user, key, startedAt }, signal), calls);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const unanswered = error.message;
    return keyQuestions.map(({ name, hasSwitch, text }) => ({
      name,
      hasSwitch,
      question: text,
      unanswered,
      calls: [...calls.made],
    }));
  }
}

interface Subject {
  readonly user: string;
  readonly key: NewKey;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

function sceneOf(
  { openSts, clock }: KeyServices,
  calls: Calls,
  { user, key, startedAt }: Subject,
  signal: AbortSignal,
): KeyScene {
  const { AccessKeyId: accessKeyId, AccessKeySecret } = key;
  const about = { UserName: user, UserAccessKeyId: accessKeyId };
  const sts = openSts(fixedCredentials({ accessKeyId, accessKeySecret: AccessKeySecret.reveal() }));
  return {
    call: (action, parameters = {}) => calls.call(action, { ...about, ...parameters }),
    becomesKnown: async () => {
      if (await isKnown(sts, signal)) return 0;
      while (clock.now() - startedAt < longestSpread) {
        await clock.sleep(pause, signal).catch(() => undefined);
        if (await isKnown(sts, signal)) return clock.now() - startedAt;
      }
      throw new Unanswered(`STS does not know the new key after ${longestSpread / second} seconds`);
    },
  };
}

/** Whether STS accepts a key. Throws Unanswered if it gives no answer. */
async function isKnown(sts: CloudService, signal: AbortSignal): Promise<boolean> {
  try {
    await getCallerIdentity(sts, signal);
    return true;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.unaccepted === 'credentials') return false;
    throw new Unanswered(error);
  }
}

async function clean(ram: CloudClient, user: string): Promise<Pick<KeyFindings, 'left' | 'calls'>> {
  using deadline = startDeadline(cleaning, 0);
  const calls = recordedCalls(ram, deadline.signal);
  return { left: await deleteUser(calls, user), calls: calls.made };
}
