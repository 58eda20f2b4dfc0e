import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

const toldTo = (destination: string) =>
  new fc.DestinationConfig({ onFailure: new fc.Destination({ destination }) });

async function start() {
  const running = await startFc();
  await running.create();
  return running;
}

describe('PutAsyncInvokeConfig', () => {
  it('puts the configuration whole: what is left out has its default again', async () => {
    await using running = await start();
    const { putConfig, getConfig, arn } = running;
    const destination = arn('other');
    const { body } = await putConfig({
      maxAsyncRetryAttempts: 1,
      asyncTask: true,
      destinationConfig: toldTo(destination),
    });
    const known = {
      maxAsyncRetryAttempts: 1,
      maxAsyncEventAgeInSeconds: 86_400,
      asyncTask: true,
      destinationConfig: { onFailure: { destination } },
    };
    expect(body).toMatchObject({ functionArn: arn(functionName), ...known });
    expect((await getConfig()).body).toMatchObject(known);
    await putConfig({ maxAsyncEventAgeInSeconds: 60 });
    expect((await getConfig()).body).toMatchObject({
      maxAsyncRetryAttempts: 3,
      maxAsyncEventAgeInSeconds: 60,
      asyncTask: false,
    });
  });

  it.each([
    [{ maxAsyncRetryAttempts: 9 }],
    [{ maxAsyncRetryAttempts: -1 }],
    [{ maxAsyncEventAgeInSeconds: 0 }],
    [{ maxAsyncEventAgeInSeconds: 604_801 }],
    [{ destinationConfig: toldTo('d'.repeat(513)) }],
  ])('is refused with %j', async (wrong) => {
    await using running = await start();
    await expect(running.putConfig(wrong)).rejects.toEqual(refusedWith('InvalidArgument'));
  });

  it('names no destination that would hear nothing', async () => {
    await using running = await start();
    const destinationConfig = toldTo('acs:mns:cn-hangzhou:1:/queues/q/messages');
    await expect(running.putConfig({ destinationConfig })).rejects.toMatchObject({
      code: 'UnsupportedOperation',
    });
  });

  it('is refused for a version, and for a function that is not there', async () => {
    await using running = await start();
    await expect(running.putConfig({}, functionName, 'v1')).rejects.toEqual(refusedWith('InvalidArgument'));
    await expect(running.putConfig({}, 'other')).rejects.toEqual(refusedWith('FunctionNotFound', 404));
  });
});
