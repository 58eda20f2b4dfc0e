import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '@alicloud/fc20230330';
import type { Address } from '../sandbox/calls.ts';
import { fcClientOf } from '../sandbox/fc-client.ts';

/** The two ways in which the platform runs a bundle. */
const runtimes = {
  'built-in': { runtime: 'nodejs20', handler: 'index.handler' },
  custom: {
    runtime: 'custom.debian12',
    handler: 'index.handler',
    customRuntimeConfig: new fc.CustomRuntimeConfig({ command: ['node'], args: ['server.js'], port: 9_000 }),
  },
};
export type Runtime = keyof typeof runtimes;

/** Makes a function out of a zip with the official client, or replaces it; with its role, its instances are new. */
export async function deployZip(
  address: Address,
  functionName: string,
  zipFile: string,
  runtime: Runtime,
  more: ConstructorParameters<typeof fc.CreateFunctionInput>[0] = {},
): Promise<void> {
  const body = new fc.CreateFunctionInput({
    functionName,
    timeout: 60,
    code: new fc.InputCodeLocation({ zipFile }),
    ...runtimes[runtime],
    ...more,
  });
  await fcClientOf(address).createFunction(new fc.CreateFunctionRequest({ body }));
}

export const builtZip = async (folder: string, name: string) =>
  (await readFile(join(folder, `${name}.zip`))).toString('base64');
