import { describe, expect, it } from 'vitest';
import type { Request } from '../../../shared/engine/operations/request.ts';
import type { SweepRequest } from '../../../shared/engine/operations/sweep/outcome.ts';
import { parseEvent, parseJsonText } from '../../../shared/entry/event.ts';

const timer = (payload: string, triggerTime = '2026-11-25T02:00:00Z') => ({
  triggerTime,
  triggerName: 'nightly',
  payload,
});

const tokenOf = (request: Request | SweepRequest) => ('token' in request ? request.token : undefined);

describe('an event', () => {
  it('may be one step of a version', () => {
    expect(parseEvent({ Step: 'testSecret', SecretId: 'MyDbCreds', ClientRequestToken: 'T-1' })).toEqual({
      operation: 'step',
      step: 'testSecret',
      secret: 'MyDbCreds',
      token: 'T-1',
    });
  });

  it.each([undefined, 'T-1'])('may ask for a whole rotation with token %s', (token) => {
    const event = { Operation: 'rotate', SecretId: 'MyDbCreds', Reason: 'monthly' };
    expect(parseEvent(token === undefined ? event : { ...event, ClientRequestToken: token })).toEqual({
      operation: 'rotate',
      secret: 'MyDbCreds',
      token,
    });
  });

  it('may ask for the end of the previous credential, by a timer too', () => {
    const retire = { operation: 'retire', secret: 'MyKey' };
    const payload = { Operation: 'retire', SecretId: 'MyKey' };
    expect(parseEvent(payload)).toEqual(retire);
    expect(parseEvent(timer(JSON.stringify(payload)))).toEqual(retire);
  });

  it('may ask what a rotation would do, and whether what is stored logs in', () => {
    const secret = 'MyKey';
    expect(parseEvent({ Operation: 'plan', SecretId: secret })).toEqual({ operation: 'plan', secret });
    const verify = { operation: 'verify', secret, repair: false };
    expect(parseEvent({ Operation: 'verify', SecretId: secret })).toEqual(verify);
    const repair = { Operation: 'verify', SecretId: secret, Repair: true };
    expect(parseEvent(repair)).toEqual({ ...verify, repair: true });
  });

  it('may ask for a rollback, whose repeated delivery is the same one', () => {
    const event = { Operation: 'rollback', SecretId: 'MyKey' };
    const rollback = { operation: 'rollback', secret: 'MyKey' };
    expect(parseEvent({ ...event, ClientRequestToken: 'b1' })).toEqual({ ...rollback, token: 'b1' });
    const first = parseEvent(timer(JSON.stringify(event)));
    expect(first).toEqual({ ...rollback, token: expect.stringMatching(/^timer-/) });
    expect(parseEvent(timer(JSON.stringify(event)))).toEqual(first);
    const long = { ...event, ClientRequestToken: 'x'.repeat(56) };
    expect(() => parseEvent(long)).toThrow('ClientRequestToken: is longer than 55 characters');
  });

  it('may ask for an emergency', () => {
    const event = { Operation: 'rotate', SecretId: 'MyKey', Emergency: true, Reason: 'pushed' };
    const emergency = { operation: 'emergency', secret: 'MyKey', reason: 'pushed' };
    expect(parseEvent(event)).toEqual({ ...emergency, token: undefined });
  });

  it.each([
    ['Emergency', { Emergency: true }],
    ['EndGrace', { EndGrace: true }],
    ['Repair', { Operation: 'verify', Repair: true }],
  ])('of a timer may not carry %s, which a person decides', (name, more) => {
    const event = JSON.stringify({ Operation: 'rotate', SecretId: 'MyKey', ...more });
    expect(() => parseEvent(timer(event))).toThrow(`a timer may not carry ${name}`);
  });

  it('may name its secret by ARN', () => {
    const SecretId = 'acs:kms:cn-hangzhou:1234567890123456:secret/team/MyDbCreds';
    expect(parseEvent({ Operation: 'rotate', SecretId })).toMatchObject({ secret: SecretId });
  });

  it('of a timer is the same rotation however often it is delivered', () => {
    const payload = JSON.stringify({ Operation: 'rotate', SecretId: 'MyDbCreds' });
    const first = parseEvent(timer(payload));
    expect(first).toMatchObject({ operation: 'rotate', scheduled: true });
    expect(tokenOf(first)).toMatch(/^timer-[0-9a-f]{32}$/);
    expect(parseEvent(timer(payload))).toEqual(first);
    expect(parseEvent(timer(payload, '2026-11-25T10:00:00+08:00'))).toEqual(first);
    expect(tokenOf(parseEvent(timer(payload, '2026-11-26T02:00:00Z')))).not.toBe(tokenOf(first));
    const other = JSON.stringify({ Operation: 'rotate', SecretId: 'Other' });
    expect(tokenOf(parseEvent(timer(other)))).not.toBe(tokenOf(first));
  });

  it('of a timer keeps the token its payload names', () => {
    const payload = JSON.stringify({ Operation: 'rotate', SecretId: 'MyDbCreds', ClientRequestToken: 'T-1' });
    expect(tokenOf(parseEvent(timer(payload)))).toBe('T-1');
  });

  it('may ask for a sweep, by a timer above all', () => {
    const event = { Operation: 'sweep', Concurrency: 20, PerServer: 2, DryRun: true, Verify: true };
    const sweep = { operation: 'sweep', concurrency: 20, perServer: 2, dryRun: true, verify: true };
    expect(parseEvent(event)).toEqual(sweep);
    expect(parseEvent(timer(JSON.stringify(event)))).toEqual(sweep);
    const lane = [{ SecretId: 'MyDbCreds', Task: 'sweep-1' }];
    expect(parseEvent({ Operation: 'sweep', Lane: lane })).toMatchObject({
      batch: [{ secret: 'MyDbCreds', task: 'sweep-1' }],
    });
  });

  it.each([
    ['a sweep of none at once', { Operation: 'sweep', Concurrency: 0 }, 'Concurrency:'],
    ['a sweep of more at once than is sane', { Operation: 'sweep', PerServer: 101 }, 'PerServer:'],
    ['a lane without secrets', { Operation: 'sweep', Lane: [] }, 'Lane:'],
    ['a task of no name', { Operation: 'sweep', Lane: [{ SecretId: 'a', Task: '1' }] }, 'Lane.0.Task:'],
    ['nothing', undefined, 'Step, Operation and triggerTime'],
    ['a text', 'rotate', 'Step, Operation and triggerTime'],
    ['an unknown step', { Step: 'dropSecret', SecretId: 'a', ClientRequestToken: 't' }, 'Step:'],
    ['a step without token', { Step: 'setSecret', SecretId: 'a' }, 'ClientRequestToken:'],
    [
      'a token that no version id can be',
      { Step: 'setSecret', SecretId: 'a', ClientRequestToken: 'a b' },
      'ClientRequestToken:',
    ],
    [
      'a token of 65 characters',
      { Step: 'setSecret', SecretId: 'a', ClientRequestToken: 't'.repeat(65) },
      'ClientRequestToken:',
    ],
    ['a name no secret can have', { Operation: 'rotate', SecretId: 'a b' }, 'SecretId:'],
    ['an unknown operation', { Operation: 'explode', SecretId: 'a' }, 'Operation:'],
    ['a key that is not understood', { Operation: 'rotate', SecretId: 'a', Urgent: true }, 'Urgent'],
    ['a timer without payload', { triggerTime: '2026-11-25T02:00:00Z', triggerName: 'n' }, 'payload:'],
    ['a timer whose payload is no JSON', timer('canary-text'), 'payload is not JSON'],
    ['a timer within a timer that is wrong', timer('{"Operation":"rotate"}'), 'SecretId:'],
    ['a time that is none', timer('{}', 'yesterday'), 'triggerTime:'],
  ])('is refused with the path of what is wrong: %s', (_, event, path) => {
    const parse = () => parseEvent(event);
    expect(parse).toThrow(
      expect.objectContaining({ code: 'event-malformed', message: expect.stringContaining(path) }),
    );
    expect(parse).not.toThrow(/canary/);
  });

  it('that is no JSON is refused without quoting it', () => {
    expect(() => parseJsonText('{"canary-9', 'the event')).toThrow(
      /^the event is malformed: the event is not JSON\.$/,
    );
  });
});
