import ram from '@alicloud/ram20150501';
import sts from '@alicloud/sts20150401';
import { createAccessKey } from '../../../../shared/alibaba/ram/create-access-key.ts';
import { deleteAccessKey } from '../../../../shared/alibaba/ram/delete-access-key.ts';
import { getAccessKeyLastUsed } from '../../../../shared/alibaba/ram/get-access-key-last-used.ts';
import { getTrusted } from '../../../../shared/alibaba/ram/get-role.ts';
import { listAccessKeys } from '../../../../shared/alibaba/ram/list-access-keys.ts';
import { openRam } from '../../../../shared/alibaba/ram/open.ts';
import { updateAccessKey } from '../../../../shared/alibaba/ram/update-access-key.ts';
import { getCallerIdentity } from '../../../../shared/alibaba/sts/get-caller-identity.ts';
import { openSts } from '../../../../shared/alibaba/sts/open.ts';
import { officialConfig } from '../../../support/sandbox/calls.ts';
import { openedBy } from './openings.ts';
import type { Pair } from './pair.ts';

const signal = new AbortController().signal;
const user = { userName: 'app' };
const key = { ...user, userAccessKeyId: 'LTAI5t' };

const ofRam = (
  action: string,
  ours: (opened: ReturnType<typeof openRam>) => Promise<unknown>,
  official: (client: ram.default) => Promise<unknown>,
): Pair => ({
  service: 'ram',
  action,
  ours: (address) => ours(openedBy(openRam, address)),
  official: (address) => official(new ram.default(officialConfig(address))),
});

export const keyCalls: readonly Pair[] = [
  ofRam(
    'CreateAccessKey',
    (ours) => createAccessKey(ours, 'app', signal),
    (client) => client.createAccessKey(new ram.CreateAccessKeyRequest(user)),
  ),
  ofRam(
    'DeleteAccessKey',
    (ours) => deleteAccessKey(ours, 'app', 'LTAI5t', signal),
    (client) => client.deleteAccessKey(new ram.DeleteAccessKeyRequest(key)),
  ),
  ofRam(
    'GetAccessKeyLastUsed',
    (ours) => getAccessKeyLastUsed(ours, 'app', 'LTAI5t', signal),
    (client) => client.getAccessKeyLastUsed(new ram.GetAccessKeyLastUsedRequest(key)),
  ),
  ofRam(
    'GetRole',
    (ours) => getTrusted(ours, 'rotate', signal),
    (client) => client.getRole(new ram.GetRoleRequest({ roleName: 'rotate' })),
  ),
  ofRam(
    'ListAccessKeys',
    (ours) => listAccessKeys(ours, 'app', signal),
    (client) => client.listAccessKeys(new ram.ListAccessKeysRequest(user)),
  ),
  ofRam(
    'UpdateAccessKey',
    (ours) => updateAccessKey(ours, 'app', 'LTAI5t', 'Inactive', signal),
    (client) => client.updateAccessKey(new ram.UpdateAccessKeyRequest({ ...key, status: 'Inactive' })),
  ),
  {
    service: 'sts',
    action: 'GetCallerIdentity',
    ours: (address) => getCallerIdentity(openedBy(openSts, address), signal),
    official: (address) => new sts.default(officialConfig(address)).getCallerIdentity(),
  },
];
