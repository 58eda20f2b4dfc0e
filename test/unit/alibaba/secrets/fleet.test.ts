import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Kms } from '../../../../shared/alibaba/kms/kms.ts';
import { listFleet } from '../../../../shared/alibaba/secrets/fleet.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';

const signal = new AbortController().signal;
const mostByTag = 4_000;

type Reading = 'limit' | 'all';
const readings: readonly Reading[] = ['limit', 'all'];

const Asked = z.object({
  Filters: z.string().optional(),
  PageNumber: z.coerce.number(),
  PageSize: z.coerce.number(),
});

/** A KMS that knows names alone, every third of which is somebody else's; `before` runs before each answer. */
function modelKms(
  size: number,
  reading: Reading,
  before: (names: string[], calls: number) => void = () => {},
) {
  const own = Array.from({ length: size }, (_, index) => `own-${index}`);
  const names = own.flatMap((name, index) => (index % 2 === 0 ? [name] : [`foreign-${index}`, name]));
  let calls = 0;
  const kms: Kms = {
    ask: async (_, answer, query) => {
      calls += 1;
      before(names, calls);
      const { Filters, PageNumber, PageSize } = Asked.parse(query);
      const all = Filters === undefined ? names : names.filter((name) => name.startsWith('own-'));
      const shown = Filters === undefined ? all : all.slice(0, mostByTag);
      const start = (PageNumber - 1) * PageSize;
      return answer.parse({
        TotalCount: reading === 'all' ? all.length : shown.length,
        SecretList: { Secret: shown.slice(start, start + PageSize).map(listed) },
      });
    },
    askOnce: () => Promise.reject(new Error('a listing may be asked again')),
  };
  return { kms, own, calls: () => calls };
}

const listed = (name: string) => ({
  SecretName: name,
  Tags: { Tag: name.startsWith('own-') ? [{ TagKey: 'rotation:type', TagValue: 'generic' }] : [] },
});

async function namesIn(kms: Kms): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { secret } of listFleet(kms, signal)) names.push(secret);
  return names;
}

describe.each(readings)('a fleet, where the total of a listing by tag counts %s', (reading) => {
  it.each([0, 1, 100, 3_999, 4_000, 4_001, ...(exhaustive ? [12_000] : [])])(
    'of %s is seen whole, each once',
    async (size) => {
      const { kms, own } = modelKms(size, reading);
      expect(await namesIn(kms)).toEqual(own);
    },
  );

  it('below the limit costs no page of others', async () => {
    const { kms, calls } = modelKms(3_999, reading);
    await namesIn(kms);
    expect(calls()).toBe(40);
  });

  it('that grows past the limit while it is listed is seen whole, each once', async () => {
    const { kms, own } = modelKms(3_990, reading, (names, calls) => {
      if (calls <= 20) names.push(`own-late-${calls}`);
    });
    const found = await namesIn(kms);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(own));
  });

  it('is seen once where new secrets shift the pages', async () => {
    const { kms, own } = modelKms(5_000, reading, (names, calls) => {
      if (calls > 1) names.unshift(`own-early-${calls}`, `foreign-early-${calls}`);
    });
    const found = await namesIn(kms);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(own));
  });

  it('is asked for page by page, as it is taken', async () => {
    const { kms, calls } = modelKms(5_000, reading);
    for await (const _ of listFleet(kms, signal)) break;
    expect(calls()).toBe(2);
  });
});
