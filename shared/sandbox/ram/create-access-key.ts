import * as z from 'zod';
import { random } from '../../runtime/random.ts';
import { Sensitive } from '../../runtime/sensitive.ts';
import { defineOperation } from '../operation.ts';
import { secretPlace } from './access-key.ts';
import { keyOnTheWire, keysOf } from './find-access-key.ts';
import { findUser, userArn, userMeant } from './find-user.ts';
import { UserName } from './names.ts';
import { limitExceeded } from './refusals.ts';

const most = 2;

/** Creates an access key. No other response holds the secret. The limit counts inactive keys too. */
export const createAccessKey = defineOperation({
  action: 'CreateAccessKey',
  parameters: z.object({ UserName: UserName.optional() }),
  resource: (cloud, given, caller) => userArn(cloud, userMeant(given.UserName, caller)),
  perform(cloud, given, caller) {
    const user = findUser(cloud, userMeant(given.UserName, caller));
    if (keysOf(cloud, user.name).length >= most) throw limitExceeded('User.AccessKey');
    const accessKeyId = `LTAI5t${random.text(18)}`;
    const secret = new Sensitive(random.text(30));
    const dataKey = cloud.vault.newDataKey(accessKeyId);
    const key = {
      accessKeyId,
      userName: user.name,
      status: 'Active' as const,
      createdAt: cloud.now(),
      dataKey,
      sealedSecret: cloud.vault.seal(dataKey, secret, accessKeyId, secretPlace),
    };
    cloud.userKeys.set(accessKeyId, key);
    return { AccessKey: { ...keyOnTheWire(key), AccessKeySecret: secret.reveal() } };
  },
});
