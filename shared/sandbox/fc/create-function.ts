import * as z from 'zod';
import { random } from '../../runtime/random.ts';
import { defineOperation } from '../operation.ts';
import { functionOnTheWire, ofFunction } from './find-function.ts';
import { FunctionConfig, FunctionName, functionSettings, requireRuntimeConfig } from './function-config.ts';
import { CodeLocation, keepPackage } from './keep-package.ts';
import { notHere, refuseNotHere } from './not-here.ts';
import { functionAlreadyExists, invalidArgument } from './refusals.ts';

/** Creates a function. Checks in this order: parameters, permission, taken name, unsupported settings, code. */
export const createFunction = defineOperation({
  action: 'CreateFunction',
  invalidCode: invalidArgument,
  parameters: z.object({
    ...notHere,
    ...functionSettings,
    functionName: FunctionName,
    handler: functionSettings.handler.unwrap(),
    runtime: functionSettings.runtime.unwrap(),
    code: CodeLocation,
  }),
  confidential: ['code', 'environmentVariables'],
  resource: ofFunction,
  perform(cloud, { code: location, ...given }) {
    if (cloud.functions.get(given.functionName)) throw functionAlreadyExists(given.functionName);
    refuseNotHere(given);
    requireRuntimeConfig(given);
    const digest = keepPackage(cloud, location);
    const [createdAt, changedAt] = [cloud.now(), cloud.now()];
    const known = { functionId: random.uuid(), code: { kind: 'package', digest }, createdAt, changedAt };
    const config = FunctionConfig.parse({ ...given, ...known });
    cloud.functions.set(config.functionName, config);
    return functionOnTheWire(cloud, config);
  },
});
