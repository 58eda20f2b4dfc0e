import type { Ground } from '../../trust/table/attack.ts';
import { none } from './attacks-on-none.ts';
import { sshGrounds } from './attacks-on-ssh.ts';
import { webhookGround } from './attacks-on-webhook.ts';

export const grounds: readonly Ground[] = [none, webhookGround, ...sshGrounds];
