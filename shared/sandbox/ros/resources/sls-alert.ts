import * as z from 'zod';
import { sls } from '../../sls/sls.ts';
import { defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Text } from './values.ts';

/** Properties of an alert. The name identifies it. The log service checks the rest itself. */
const Alert = z.strictObject({ Project: Text, Detail: z.looseObject({ Name: Text }) });

export const slsAlert = defineResourceType({
  type: 'ALIYUN::SLS::Alert',
  properties: Alert,
  attributes: ['Name'],
  fixed: ['Project'],
  async create(calls, alert) {
    await calls.ask(sls, 'CreateAlert', alert);
    return { physicalId: alert.Detail.Name, attributes: { Name: alert.Detail.Name } };
  },
  async update(calls, alert, before) {
    const { Name } = alert.Detail;
    if (Name === before.Detail.Name) {
      await calls.ask(sls, 'UpdateAlert', alert);
      return undefined;
    }
    await calls.ask(sls, 'CreateAlert', alert);
    await unlessGone(calls.ask(sls, 'DeleteAlert', { Project: before.Project, Name: before.Detail.Name }));
    return { physicalId: Name, attributes: { Name } };
  },
  async delete(calls, { Project, Detail }) {
    await unlessGone(calls.ask(sls, 'DeleteAlert', { Project, Name: Detail.Name }));
  },
});
