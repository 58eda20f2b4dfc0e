import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crc64 } from '../../../shared/runtime/crc64.ts';
import { strangersCode as strangers } from '../../support/deploy/strangers-code.ts';
import { bucket, generic, startYard, type Yard } from '../../support/deploy/yard.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { until } from '../../support/sandbox/until.ts';

const bundle = readFileSync(join(import.meta.dirname, '../../../dist/generic.zip'));

/** The same, with a comment of eight bytes behind it that gives it the checksum of another file. */
function forged(zip: Buffer, wanted: bigint): Buffer {
  const open = Buffer.from(zip);
  open.writeUInt16LE(8, open.length - 2);
  const all = 0xffffffffffffffffn;
  let state = wanted ^ all;
  for (let step = 0; step < 8; step += 1) {
    const index = tops.get(state >> 56n);
    if (index === undefined) throw new Error('no such byte');
    state = (((state ^ tableOf(index)) << 8n) & all) | BigInt(index);
  }
  const comment = Buffer.alloc(8);
  comment.writeBigUInt64LE(state ^ crc64(open) ^ all);
  return Buffer.concat([open, comment]);
}

/** An entry of the table of the checksum: what one byte does to an empty state. */
const tableOf = (index: number): bigint => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ 0xc96c5795d7870f42n : value >> 1n;
  return value;
};
const tops = new Map(Array.from({ length: 256 }, (_, index) => [tableOf(index) >> 56n, index]));

describe('who may write the bucket of the code', () => {
  let yard: Yard;
  beforeEach(async () => {
    yard = await startYard();
  });
  afterEach(() => yard[Symbol.asyncDispose]());

  /** Deploys, and replaces each object of the bucket between the check of the code and the making of the function. */
  async function deployed(by: 'bucket' | 'request', other: Buffer, restored = false) {
    const words = generic.filter((word) => by === 'bucket' || !['--bucket', bucket].includes(word));
    const name = await objectName();
    let replaced = () => {};
    const isReplaced = new Promise<void>((resolve) => {
      replaced = resolve;
    });
    const fault = { kind: 'hold', until: () => isReplaced, when: 'before' } as const;
    yard.sandbox.faults.ask({ fault, action: 'ExecuteChangeSet' });
    const deploying = yard.deploy(...words, '--yes', '--json');
    if (by === 'bucket') {
      await until(() => yard.sandbox.audit.count('GetObject') === 2);
      // The times of objects are whole seconds: within the same one, a copy that is put back cannot be told.
      await sleep(1_100);
      await yard.objects.put(name, other);
      replaced();
      if (restored) {
        await until(() => yard.sandbox.audit.count('CreateFunction') > 0);
        await yard.objects.put(name, bundle);
      }
    }
    replaced();
    return deploying;
  }

  async function objectName(): Promise<string> {
    const { stdout } = await yard.deploy(...generic, '--dry-run', '--json');
    const name = /"GenericBundle": ?"([^"]+)"/.exec(stdout)?.[1];
    if (name === undefined) throw new Error('no name of an object');
    return name;
  }

  const run = () => invokeFunction(yard.sandbox, 'rotate-generic', '{"Operation":"plan","SecretId":"app"}');

  it('has nothing to replace where the code is part of the request', async () => {
    const { exitCode } = await deployed('request', strangers);
    expect(exitCode).toBe(0);
    expect(yard.sandbox.audit.count('PutObject')).toBe(0);
    expect(JSON.stringify(await run())).not.toContain('a stranger ran this');
    expect(JSON.stringify(await run())).toMatch(/planned|blocked/);
    const again = await yard.deploy(...generic.slice(0, 3), '--yes');
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to change') });
  });

  it('cannot have another object run in the place of the bundle', async () => {
    const { exitCode, stdout } = await deployed('bucket', strangers);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/CREATE_ROLLBACK_COMPLETE/);
    expect(stdout).toMatch(/checksum/);
    expect(await run()).toMatchObject({ failed: 'FunctionNotFound' });
  });

  it.each([false, true])(
    'is found out where the object has the same checksum; put back afterwards: %s',
    async (back) => {
      const other = forged(strangers, crc64(bundle));
      expect(crc64(other)).toBe(crc64(bundle));
      const { exitCode, stdout } = await deployed('bucket', other, back);
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        Replaced: [expect.stringMatching(/^generic\/[0-9a-f]{64}\.zip$/)],
      });
      const mended = await yard.deploy(...generic.slice(0, 3), '--yes');
      expect(mended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Code') });
      expect(JSON.stringify(await run())).not.toContain('a stranger ran this');
    },
  );
});
