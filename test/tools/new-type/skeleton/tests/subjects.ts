import { malformedFields } from '../../../../support/stand/malformed-fields.ts';
import type { FindSubjects, Subject } from '../../../../support/stand/subject.ts';

const singleUser: Subject = {
  type: 'new-type',
  strategy: 'single-user',
  actor: 'itself',
  service: 'new-type',
  dual: false,
  issues: false,
  locks: true,
  admins: false,
  malformed: malformedFields('AccountPassword'),
  prepare: async () => {
    throw new Error('To do: make an account on a real server, and the secret that opens it');
  },
};

export const subjects: FindSubjects = () => [singleUser];
