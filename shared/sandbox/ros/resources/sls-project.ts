import * as z from 'zod';
import { sls } from '../../sls/sls.ts';
import { defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { notHere, Text } from './values.ts';

const Project = z.strictObject({
  Name: Text,
  Description: Text.optional(),
  ResourceGroupId: notHere('resource groups'),
  Tags: notHere('tags of projects'),
});

/** The resource type of a project. The sandbox has no operation that changes a project. */
export const slsProject = defineResourceType({
  type: 'ALIYUN::SLS::Project',
  properties: Project,
  attributes: ['Name'],
  fixed: ['Name', 'Description'],
  async create(calls, { Name, Description }) {
    await calls.ask(sls, 'CreateProject', { Name, Description });
    return { physicalId: Name, attributes: { Name } };
  },
  update: async () => undefined,
  async delete(calls, { Name }) {
    await unlessGone(calls.ask(sls, 'DeleteProject', { Name }));
  },
});
