import type { FindSubjects, Subject } from '../../stand/subject.ts';

let made = 0;

/** A value that is installed nowhere: nothing can refuse it, and nothing can prove it. */
const none: Subject = {
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
      'rotation:value': 'base64url bytes=32',
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

export const subjects: FindSubjects = () => [none];
