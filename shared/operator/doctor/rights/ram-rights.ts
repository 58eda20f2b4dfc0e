import * as z from 'zod';
import { openRam } from '../../../alibaba/ram/open.ts';
import { random } from '../../../runtime/random.ts';
import { type Check, softened } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { attempt } from './attempt.ts';
import { verdictOn } from './kms-rights.ts';

/** An id of the form of an AccessKey that nobody has. */
const noKey = 'LTAI5tNoSuchKeyOfNobody0';

/** The actions of RAM by which AccessKeys are rotated, with what each needs beside the user. */
const attempts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ListAccessKeys: {},
  CreateAccessKey: {},
  UpdateAccessKey: { UserAccessKeyId: noKey, Status: 'Inactive' },
  DeleteAccessKey: { UserAccessKeyId: noKey },
  GetAccessKeyLastUsed: { UserAccessKeyId: noKey },
};

/** Returns a check of each RAM action on AccessKeys, each for a user who does not exist. */
export function ramRightChecks(context: DoctorContext): readonly Check[] {
  const ram = openRam(context.environment, context.credentials);
  const UserName = `rotator-doctor-${random.uuid()}`;
  return Object.entries(attempts).map(([action, parameters]) => ({
    title: `ram:${action}`,
    run: async () => {
      const found = await attempt(() =>
        ram.askOnce(action, z.unknown(), { UserName, ...parameters }, context.signal, undefined, true),
      );
      // Most functions work without these rights.
      return softened(
        verdictOn(found, `ram:${action}`, 'a user of any name'),
        ', where AccessKeys are rotated',
      );
    },
  }));
}
