import * as z from 'zod';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';

/** Runs a sandbox on the directory given, says where it is in one line, and ends with its standard input. */
const data = z.string().parse(process.argv[2]);
void startSandbox({ data }).then(({ endpoint, regionId, accessKeyId, accessKeySecret }) => {
  process.stdout.write(`${JSON.stringify({ endpoint, regionId, accessKeyId, accessKeySecret })}\n`);
  process.stdin.resume().on('end', () => process.exit());
});
