import { type Cloud, startCloud } from '../stand/cloud.ts';
import type { ReadySecret, Subject, Through } from '../stand/subject.ts';
import type { Reading } from './oracle.ts';
import { type Relay, startRelay } from './relay.ts';
import type { Tripwire } from './tripwire.ts';

/** A cloud and a secret for one kill; the instance reaches all its services by way of relays. */
export interface Scene {
  /** As the test itself reaches it. */
  readonly cloud: Cloud;
  readonly ready: ReadySecret;
  /** As the instance is told to reach it. */
  readonly relayed: Cloud;
  watch(tripwire: Tripwire | undefined): void;
  /** Ends every connection to the service, whose locks are free by that. */
  cut(): void;
}

/** Sets the scene for the time of `work`. */
export async function onScene<Answer>(
  subject: Subject,
  reading: Reading,
  work: (scene: Scene) => Promise<Answer>,
): Promise<Answer> {
  await using cloud = await startCloud(subject.certificateAuthorityFile, { switches: reading });
  await using relays = gather<Relay>();
  const through: Through = async (port, describe) => {
    const relay = await startRelay(port, describe);
    relays.all.push(relay);
    return relay.port;
  };
  const port = await through(Number(new URL(cloud.sandbox.endpoint).port), describeCall);
  await using ready = await subject.prepare(cloud, through);
  const variables = { ...cloud.variables, ROTATION_ENDPOINT: `http://127.0.0.1:${port}` };
  return await work({
    cloud,
    ready,
    relayed: { ...cloud, variables },
    watch(tripwire) {
      for (const relay of relays.all) relay.watch(tripwire);
    },
    cut() {
      for (const relay of relays.all) relay.cut();
    },
  });
}

function gather<One extends AsyncDisposable>() {
  const all: One[] = [];
  return {
    all,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

function describeCall(message: Buffer): string {
  const [, action = 'something'] = /^x-acs-action: *(\w+)/im.exec(message.toString('latin1')) ?? [];
  return `${action} to the cloud`;
}
