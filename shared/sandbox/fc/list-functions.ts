import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { functionArn, functionOnTheWire } from './find-function.ts';
import { page, paging } from './paging.ts';
import { invalidArgument } from './refusals.ts';

export const listFunctions = defineOperation({
  action: 'ListFunctions',
  invalidCode: invalidArgument,
  parameters: z.object(paging),
  resource: (cloud) => functionArn(cloud, '*'),
  perform(cloud, given) {
    const { shown, fields } = page(cloud.functions.all(), ({ functionName }) => functionName, given);
    return { ...fields, functions: shown.map((one) => functionOnTheWire(cloud, one)) };
  },
});
