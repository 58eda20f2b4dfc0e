import type { ServerAddress } from '../servers/server.ts';
import { type Cloud, startCloud } from '../stand/cloud.ts';
import { type Prepared, prepare, type Setting } from '../stand/settings.ts';
import type { Reading } from './oracle.ts';
import { startRelay } from './relay.ts';
import type { Tripwire } from './tripwire.ts';

/** A cloud and a secret for one kill; the instance reaches both its services by way of relays. */
export interface Scene {
  /** As the test itself reaches it; the server likewise. */
  readonly cloud: Cloud;
  readonly prepared: Prepared;
  /** As the instance is told to reach it. */
  readonly relayed: Cloud;
  watch(tripwire: Tripwire | undefined): void;
}

/** Sets the scene for the time of `work`. */
export async function onScene<Answer>(
  server: ServerAddress,
  setting: Setting,
  reading: Reading,
  work: (scene: Scene) => Promise<Answer>,
): Promise<Answer> {
  await using cloud = await startCloud(server.certificateAuthorityFile, { switches: reading });
  await using toCloud = await startRelay(Number(new URL(cloud.sandbox.endpoint).port), describeCall);
  await using toServer = await startRelay(server.port, describeBytes);
  const prepared = await prepare(cloud, { ...server, port: toServer.port }, setting);
  const variables = { ...cloud.variables, ROTATION_ENDPOINT: `http://127.0.0.1:${toCloud.port}` };
  return await work({
    cloud,
    prepared: { ...prepared, server },
    relayed: { ...cloud, variables },
    watch(tripwire) {
      toCloud.watch(tripwire);
      toServer.watch(tripwire);
    },
  });
}

function describeCall(message: Buffer): string {
  const [, action = 'something'] = /^x-acs-action: *(\w+)/im.exec(message.toString('latin1')) ?? [];
  return `${action} to KMS`;
}

/** What they say, TLS hides. */
function describeBytes(message: Buffer): string {
  return `${message.length} bytes to the database`;
}
