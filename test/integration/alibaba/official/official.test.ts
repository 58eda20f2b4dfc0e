import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairs } from './calls.ts';
import { explained } from './differences.ts';
import { addressOf } from './openings.ts';
import type { Pair } from './pair.ts';
import { type Recorded, startRecorder } from './recorder.ts';

/** The parts in which each pair differs, and what both sides say there. */
const differences = new Map<Pair, Recorded>();

beforeAll(async () => {
  await using recorder = await startRecorder();
  const address = addressOf(recorder.endpoint);
  for (const pair of pairs) {
    const ours = await recorder.record(() => pair.ours(address));
    const official = await recorder.record(() => pair.official(address));
    const parts = [...new Set([...Object.keys(ours), ...Object.keys(official)])];
    const differing = parts.filter((part) => ours[part] !== official[part]);
    differences.set(
      pair,
      Object.fromEntries(differing.map((part) => [part, `${ours[part]}, not ${official[part]}`])),
    );
  }
});

const explains = (row: (typeof explained)[number], { service, action }: Pair, part: string) =>
  row.service === service && (row.action ?? action) === action && row.parts.includes(part);

describe('a request of ours', () => {
  it.each(pairs)('differs from that of the official client only as explained: $service $action', (pair) => {
    const found = Object.entries(differences.get(pair) ?? {});
    const unexplained = found.filter(([part]) => !explained.some((row) => explains(row, pair, part)));
    expect(Object.fromEntries(unexplained)).toEqual({});
  });

  it('has every difference that is explained, so that no explanation outlives it', () => {
    const seen: string[] = [];
    for (const pair of pairs) {
      const found = Object.keys(differences.get(pair) ?? {});
      for (const [index, row] of explained.entries())
        seen.push(...found.filter((part) => explains(row, pair, part)).map((part) => `${index} ${part}`));
    }
    const all = explained.flatMap(({ parts }, index) => parts.map((part) => `${index} ${part}`));
    expect(all.filter((one) => !seen.includes(one))).toEqual([]);
  });

  it('is compared for every operation that is called', () => {
    const compared = new Set(pairs.map(({ action }) => action));
    const called = [...new Set(pairs.map(({ service }) => service))].flatMap(actionsIn);
    expect(called.length).toBeGreaterThanOrEqual(compared.size);
    expect(called.filter((action) => !compared.has(action))).toEqual([]);
  });
});

/** Named where they are asked for: `ask('GetStack', …`, `action: 'PutObject'`. */
function actionsIn(service: string): string[] {
  const folder = `shared/alibaba/${service}`;
  return readdirSync(folder).flatMap((name) =>
    [
      ...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/(?:ask|askOnce)\(\s*'(\w+)'|action: '(\w+)'/g),
    ].map(([, asked, sent]) => asked ?? sent ?? ''),
  );
}
