import { describe, expect, it } from 'vitest';
import { refuseShortSchedule } from '../../../../shared/engine/operations/short-schedule.ts';
import { PolicyMalformed } from '../../../../shared/engine/rotation/errors.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';

const secret = SecretId.parse('Creds');

function judged(tags: Record<string, string>): string {
  try {
    refuseShortSchedule(secret, parsePolicy(secret, { 'rotation:type': 'x', ...tags }));
    return 'accepted';
  } catch (error) {
    if (error instanceof PolicyMalformed) return error.message;
    throw error;
  }
}

describe('a schedule', () => {
  it.each([
    ['every:1m', '24h'],
    ['every:24h', '24h'],
    ['every:25h', '24h'],
    ['daily:03:00', '24h'],
    ['daily:03:00', '23h'],
    ['weekly:mon+tue:03:00', '24h'],
    ['weekly:mon:03:00', '7d'],
    ['monthly:1+2:03:00', '24h'],
    ['cron:0_any/6_any_any_any', '6h:accepted'],
    ['every:30d', '30d'],
  ])('%s is refused with a grace of %s, which no rotation could wait for', (schedule, grace) => {
    const said = judged({ 'rotation:schedule': schedule, 'rotation:grace': grace });
    expect(said).toContain('tag rotation:schedule asks for rotations');
    expect(said).toContain('shorten the tag rotation:grace');
  });

  it.each([
    ['every:1m', '0m:accepted'],
    ['every:26h', '24h'],
    ['daily:03:00', '22h'],
    ['weekly:mon:03:00', '24h'],
    ['weekly:mon+thu:03:00', '48h'],
    ['monthly:1+15:03:00@Asia/Shanghai', '7d'],
    ['cron:0_3_29_2_any', '30d'],
    ['every:30d', '7d'],
  ])('%s fits a grace of %s', (schedule, grace) => {
    expect(judged({ 'rotation:schedule': schedule, 'rotation:grace': grace })).toBe('accepted');
  });

  it('that is not set fits any grace', () => {
    expect(judged({ 'rotation:grace': '300d' })).toBe('accepted');
  });
});
