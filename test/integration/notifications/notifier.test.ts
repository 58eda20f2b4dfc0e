import { describe, expect, it } from 'vitest';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { digestOf } from '../../../shared/notifications/digest.ts';
import { requireEventBridge } from '../../../shared/notifications/event-bridge.ts';
import { tell } from '../../../shared/notifications/notifier.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { MemoryStore } from '../../support/engine/memory-store.ts';
import { notice } from '../../support/engine/notice.ts';
import { plantText } from './planted.ts';
import { Robot } from './robot.ts';

const secret = SecretId.parse('ops/robot');

/** Tells a bus, with the keys that `keys` finds; what nobody was told comes back. */
async function tellBus(
  robot: Robot,
  keys: () => Promise<never>,
  closing = new AbortController().signal,
): Promise<string[]> {
  const store = new MemoryStore({ previousFollowsCurrent: true, previousOntoCurrent: 'allow' });
  plantText(store, secret, JSON.stringify({ Form: 'eventbridge', Url: robot.url, BusName: 'rotations' }));
  const untold: string[] = [];
  const environment = readEnvironment({
    ROTATION_EVENTS_SECRET: secret,
    ROTATION_WEBHOOK_HOSTS: '127.0.0.1',
  });
  const credentials = { getCredentials: keys, getProviderName: () => 'test' };
  const office = {
    environment,
    credentials,
    store,
    type: 'generic',
    closing,
    onDeliveryFailure: (why: string) => untold.push(why),
  };
  await tell(office, digestOf([notice('failed', 'MyDbCreds', { Code: 'refused' })]));
  return untold;
}

describe('a bug on the way', () => {
  it.each<[string, () => Promise<never>, string]>([
    ['an error', () => Promise.reject(new TypeError('canary-key')), 'a bug: TypeError'],
    ['something else', () => Promise.reject('canary-key'), 'a bug'],
  ])('that throws %s is told by its name alone, and goes no further', async (_, keys, told) => {
    await using robot = await Robot.start();
    expect(await tellBus(robot, keys)).toEqual([told]);
    expect(robot.calls).toEqual([]);
  });
});

it('nobody is told once the time of the invocation is over', async () => {
  await using robot = await Robot.start();
  using over = startDeadline(0, 0);
  const asked: string[] = [];
  const keys = async () => {
    asked.push('for the keys of a signature');
    throw new TypeError('none');
  };
  expect(await tellBus(robot, keys, over.signal)).toHaveLength(1);
  expect([asked, robot.calls]).toEqual([[], []]);
});

describe('a bus', () => {
  it.each([
    'https://eventbridge.example.com/',
    'https://1.eventbridge.cn-hangzhou.aliyuncs.com.example.com/',
    'https://example.com/1.eventbridge.cn-hangzhou.aliyuncs.com',
    'http://1.eventbridge.cn-hangzhou.aliyuncs.com/',
    'https://1.eventbridge.cn-hangzhou.aliyuncs.com@example.com/',
    'https://1.fc.cn-hangzhou.aliyuncs.com/',
  ])('at %s is sent nothing that the keys of this process have signed', (address) => {
    expect(() => requireEventBridge(secret, new Sensitive(address), [])).toThrow('aliyuncs.com');
    expect(() =>
      requireEventBridge(secret, new Sensitive(address), [new URL(address).hostname]),
    ).not.toThrow();
  });

  it('is taken where EventBridge has it', () => {
    const address = new Sensitive('https://123.eventbridge.cn-hangzhou.aliyuncs.com/');
    expect(() => requireEventBridge(secret, address, [])).not.toThrow();
  });
});
