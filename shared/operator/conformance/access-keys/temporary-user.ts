import * as z from 'zod';
import { Sensitive } from '../../../runtime/sensitive.ts';
import type { Calls, Reply } from '../calls.ts';
import { Unanswered } from '../unanswered.ts';

const Made = z.object({
  AccessKey: z.object({
    AccessKeyId: z.string(),
    AccessKeySecret: z.string().transform((text) => new Sensitive(text)),
  }),
});
export type NewKey = z.output<typeof Made>['AccessKey'];

const Listed = z.object({
  AccessKeys: z.object({ AccessKey: z.array(z.object({ AccessKeyId: z.string() })).default([]) }),
});

/** Makes the user, without any right. Throws Unanswered. */
export async function makeUser(calls: Calls, UserName: string): Promise<void> {
  accepted(await calls.call('CreateUser', { UserName, Comments: 'made and deleted by rotator doctor' }));
}

/** Makes a key of the user. Throws Unanswered. */
export async function makeKey(calls: Calls, UserName: string): Promise<NewKey> {
  const made = Made.safeParse(accepted(await calls.callOnce('CreateAccessKey', { UserName }))).data;
  if (!made) throw new Unanswered('CreateAccessKey answered no key');
  return made.AccessKey;
}

/** Deletes the user with all keys. Returns why it is left, or undefined if it is gone. */
export async function deleteUser(calls: Calls, UserName: string): Promise<string | undefined> {
  try {
    const listed = await calls.call('ListAccessKeys', { UserName });
    if (listed.kind === 'refused' && /EntityNotExist/.test(listed.code)) return undefined;
    for (const { AccessKeyId } of Listed.parse(accepted(listed)).AccessKeys.AccessKey) {
      const key = { UserName, UserAccessKeyId: AccessKeyId };
      accepted(await calls.call('UpdateAccessKey', { ...key, Status: 'Inactive' }));
      accepted(await calls.call('DeleteAccessKey', key));
    }
    accepted(await calls.call('DeleteUser', { UserName }));
    return undefined;
  } catch (error) {
    if (error instanceof Unanswered) return error.message;
    throw error;
  }
}

function accepted(reply: Reply): unknown {
  if (reply.kind === 'refused') throw new Unanswered(`RAM refused a call with ${reply.code}`);
  return reply.body;
}
