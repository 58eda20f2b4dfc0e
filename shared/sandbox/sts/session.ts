import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Cloud } from '../cloud.ts';

/** The content of a security token. Instants are milliseconds since the epoch. */
const Session = z.object({
  accessKeyId: z.string(),
  accessKeySecret: z.string(),
  roleName: z.string(),
  roleId: z.string(),
  sessionName: z.string(),
  policy: z.string().optional(),
  since: z.number(),
  until: z.number(),
});
export type Session = z.output<typeof Session>;

const place = 'security token';

/** Returns the token, which is the sealed session itself. Nothing is stored here, and a restart ends no session. */
export function sealToken(cloud: Cloud, session: Session): string {
  const text = new Sensitive(JSON.stringify(session));
  return cloud.vault.seal(cloud.dataKey, text, cloud.accountId, place);
}

/** Opens a token. Returns undefined if the token was not made here or has been changed. */
export function openToken(cloud: Cloud, token: string): Session | undefined {
  try {
    const text = cloud.vault.open(cloud.dataKey, token, cloud.accountId, place).reveal();
    return Session.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
