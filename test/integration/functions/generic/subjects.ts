import { startRedis } from '../../../support/servers/redis.ts';
import { EngineUnavailable } from '../../../support/servers/server.ts';
import { startSshd } from '../../../support/servers/sshd.ts';
import { type FindSubjects, type Subject, titleOf } from '../../../support/stand/subject.ts';
import { ssh } from './ssh-subjects.ts';
import { webhook } from './webhook-subject.ts';

let made = 0;

/** A value that is installed nowhere: nothing can refuse it, and nothing can prove it. */
export const none: Subject = {
  type: 'generic',
  strategy: 'none',
  actor: 'nobody',
  service: 'nothing',
  dual: true,
  issues: false,
  locks: false,
  admins: false,
  malformed: () => [],
  prepare: async (cloud) => {
    made += 1;
    const secret = `token-${made}`;
    await cloud.createSecret(secret, `first-token-${made}-of-${process.pid}`, {
      'rotation:type': 'generic',
      'rotation:strategy': 'none',
      'rotation:value': 'base64url:bytes=32',
    });
    return {
      secret,
      watchRefusals: async () => async () => 0,
      privateParts: (value) => [value],
      confidential: [],
      said: async () => '',
      [Symbol.asyncDispose]: async () => {},
    };
  },
};

/** Looked for once in a process: each look starts a server. */
let found: Promise<readonly Subject[]> | undefined;

/** What cannot be had is left out and said, except in CI. */
export const subjects: FindSubjects = () => {
  found ??= find();
  return found;
};

async function find(): Promise<readonly Subject[]> {
  return [none, ...(await unlessSkipped(startRedis, webhook)), ...(await unlessSkipped(startSshd, ...ssh))];
}

async function unlessSkipped(start: () => Promise<AsyncDisposable>, ...able: readonly Subject[]) {
  try {
    await using _ = await start();
    return able;
  } catch (error) {
    if (!(error instanceof EngineUnavailable) || process.env.CI !== undefined) throw error;
    process.stderr.write(`skipped: ${able.map(titleOf).join('; ')} (${error.reason})\n`);
    return [];
  }
}
