import { expect, it } from 'vitest';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { serverCertificates } from '../../support/servers/certificates.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { key, Receiver } from '../services/webhook/receiver.ts';
import { startHostile } from '../trust/hostile/listener.ts';
import { disconnect, hostKey, letIn, speaking } from '../trust/hostile/ssh.ts';
import { type Case, canary, fight, type Opponent, shown } from './answers/bout.ts';
import { type Refusal, startGateway } from './answers/gateway.ts';

const count = 8;

/** Of many, as many as a person waits for; those that come first always. */
function some<One>(all: readonly One[], few: number): readonly One[] {
  const every = Math.ceil(all.length / few);
  return exhaustive ? all : all.filter((_, index) => index % every === 0);
}

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function installedNowhere(cloud: Cloud, secret: string): Promise<string> {
  await cloud.createSecret(secret, 'first-value', {
    'rotation:type': 'generic',
    'rotation:strategy': 'none',
  });
  return secret;
}

/** Codes of KMS and of the gateway before it, with the statuses they come with. Source: KMS and OpenAPI "Error codes". */
const kmsCodes: readonly (readonly [number, string])[] = [
  [403, 'Forbidden.NoPermission'],
  [404, 'Forbidden.ResourceNotFound'],
  [400, 'InvalidParameter'],
  [400, 'MissingParameter'],
  [409, 'Rejected.ResourceExist'],
  [409, 'Rejected.LimitExceeded'],
  [409, 'Rejected.ResourceInDeleteWindow'],
  [409, 'Rejected.PendingDeletion'],
  [409, 'Rejected.Disabled'],
  [409, 'Rejected.Unavailable'],
  [429, 'Rejected.Throttling'],
  [400, 'Throttling'],
  [400, 'Throttling.User'],
  [400, 'Throttling.Api'],
  [400, 'UnsupportedOperation'],
  [500, 'InternalFailure'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [503, 'ServiceUnavailableTemporary'],
  [404, 'InvalidAccessKeyId.NotFound'],
  [400, 'InvalidAccessKeyId.Inactive'],
  [400, 'SignatureDoesNotMatch'],
  [400, 'IncompleteSignature'],
  [400, 'SignatureNonceUsed'],
  [400, 'InvalidTimeStamp.Expired'],
  [400, 'InvalidTimeStamp.Format'],
  [400, 'InvalidSecurityToken.Expired'],
  [400, 'InvalidSecurityToken.Malformed'],
  [400, 'MissingSecurityToken'],
  [403, 'Forbidden.AccessKeyDisabled'],
  [403, 'Forbidden.RAM'],
  [404, 'Forbidden.KeyNotFound'],
  [404, 'InvalidAction.NotFound'],
  [404, 'InvalidVersion'],
  [400, 'UnsupportedHTTPMethod'],
];

const actions = [
  'DescribeSecret',
  'GetSecretValue',
  'ListSecretVersionIds',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'TagResource',
];

type Call = Case & Refusal;

function refusal(action: string, status: number, code: string, body?: string): Call {
  // Whatever was sent no value may be told in the words of KMS.
  const message = action === 'PutSecretValue' ? canary : 'it does not';
  const answer = JSON.stringify({ Code: code, Message: message, RequestId: 'A-1', HostId: 'kms' });
  return {
    action,
    status,
    code,
    body: body ?? answer,
    mayWait: true,
    title: `${action}: ${status} ${code || body}`,
  };
}

/** Each code of KMS to each action; each status with a code of nobody's, and with a page or nothing where JSON should be. */
function calls(): readonly Call[] {
  const statuses = between(300, 599);
  return [
    ...actions.flatMap((action) => kmsCodes.map(([status, code]) => refusal(action, status, code))),
    // HTTP sends no body with a 304.
    ...statuses.map((status, index) =>
      refusal(actions[index % 6] ?? '', status, status === 304 ? '' : 'Nobody.Knows'),
    ),
    ...statuses.map((status, index) => refusal(actions[index % 6] ?? '', status, '', `<p>${canary}</p>`)),
    ...actions.flatMap((action) =>
      ['', '{}', '[]', 'null', `{"Code":5,"Message":{"a":"${canary}"}}`].map((body) =>
        refusal(action, 200, '', body),
      ),
    ),
  ];
}

it('every code and status of KMS ends as an error of ours, in a sweep that rotates all others', async () => {
  await using cloud = await startCloud(undefined);
  await using gateway = await startGateway(cloud.sandbox.endpoint);
  const variables = { ...cloud.variables, ROTATION_ENDPOINT: gateway.endpoint };
  const reached = { ...cloud, variables, environment: readEnvironment(variables) };
  const opponents: Opponent<Call>[] = [];
  for (let index = 0; index < count; index += 1) {
    const secret = await installedNowhere(cloud, `thing-${index}`);
    opponents.push({
      secret,
      begin: (call) => gateway.refuse(secret, call),
      get delivered() {
        return gateway.hasRefused(secret);
      },
      isRecorded: ({ action }) => action !== 'TagResource',
    });
  }
  const bystanders = [await installedNowhere(cloud, 'calm')];
  const cases = some(calls(), 48);
  const score = await fight({ cloud, reached, type: 'generic', opponents, bystanders, cases });
  process.stdout.write(`KMS: ${shown(score)}\n`);
  expect(score.delivered).toBe(cases.length);
});

type Status = Case & { readonly status: number; readonly step: string };

it('every status of a webhook ends as an error of ours, in a sweep that rotates all others', async () => {
  await using cloud = await startCloud(undefined);
  await using receiver = await Receiver.start();
  await cloud.createSecret('hook-key', key);
  cloud.configure({ webhooks: { hook: { address: receiver.url, key: 'hook-key', secrets: ['hook-*'] } } });
  const plans = new Map<string, Status>();
  const refused = new Set<string>();
  receiver.answer = ({ SecretId, Step }) => {
    const plan = plans.get(SecretId);
    if (plan?.step !== Step) return undefined;
    refused.add(SecretId);
    return { status: plan.status, body: canary };
  };
  const plant = async (secret: string) => {
    await cloud.createSecret(secret, 'first-value-of-a-webhook', {
      'rotation:type': 'generic',
      'rotation:strategy': 'webhook',
      'rotation:webhook': 'hook',
    });
    return secret;
  };
  const opponents: Opponent<Status>[] = [];
  for (let index = 0; index < count; index += 1) {
    const secret = await plant(`hook-${index}`);
    opponents.push({
      secret,
      begin: (plan) => {
        refused.delete(secret);
        if (plan) plans.set(secret, plan);
        else plans.delete(secret);
      },
      get delivered() {
        return refused.has(secret);
      },
      isRecorded: () => true,
    });
  }
  const bystanders = [await plant('hook-calm')];
  const steps = ['setSecret', 'testSecret', 'finishSecret'];
  const statuses = between(201, 599).filter((status) => status !== 204);
  const cases = some(
    statuses.flatMap((status): Status[] =>
      (exhaustive ? steps : [steps[status % 2] ?? '']).map((step) => ({
        status,
        step,
        code: `${status}`,
        title: `${step}: ${status}`,
        mayWait: [409, 429].includes(status),
      })),
    ),
    24,
  );
  const score = await fight({ cloud, type: 'generic', opponents, bystanders, cases });
  process.stdout.write(`webhook: ${shown(score)}\n`);
  expect(score.delivered).toBe(cases.length);
});

type End = Case & { readonly number: number; readonly moment: 'login' | 'command' };

it('every number with which an SSH server ends a session is an error of ours, in a sweep that rotates all others', async () => {
  await using cloud = await startCloud((await serverCertificates()).authority);
  const ends: (End | undefined)[] = [];
  const delivered: boolean[] = [];
  const opponents: (Opponent<End> & AsyncDisposable)[] = [];
  for (let index = 0; index < 4; index += 1) {
    const says = (moment: End['moment']) => {
      const end = ends[index];
      if (end?.moment !== moment) return undefined;
      delivered[index] = true;
      return end.number;
    };
    const server = await startHostile(
      speaking({
        authentication: (context, line, client) => {
          const number = context.method === 'none' ? undefined : says('login');
          if (number === undefined) letIn(context, line, client);
          else disconnect(client, number);
        },
        command: (_, reject, client) => {
          const number = says('command');
          if (number === undefined) reject();
          else disconnect(client, number);
        },
      }),
    );
    const secret = `ssh-${index}`;
    await cloud.createSecret(
      secret,
      {
        AccountName: 'app',
        AccountPassword: 'First-Passw0rd-of-app',
        Endpoint: 'localhost',
        Port: server.port,
        HostKey: (await hostKey).line,
      },
      { 'rotation:type': 'generic', 'rotation:strategy': 'ssh-password' },
    );
    opponents.push({
      secret,
      begin: (end) => {
        ends[index] = end;
        delivered[index] = false;
      },
      get delivered() {
        return delivered[index] ?? false;
      },
      isRecorded: () => true,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    });
  }
  const bystanders = [await installedNowhere(cloud, 'calm')];
  // The library sends no others.
  const numbers = between(1, 15);
  const cases = some(
    numbers.flatMap((number): End[] =>
      (['login', 'command'] as const).map((moment) => ({
        number,
        moment,
        code: `${number}`,
        title: `${moment}: ${number}`,
        mayWait: number === 12,
      })),
    ),
    16,
  );
  try {
    const score = await fight({ cloud, type: 'generic', opponents, bystanders, cases });
    process.stdout.write(`SSH: ${shown(score)}\n`);
    expect(score.delivered).toBe(cases.length);
  } finally {
    for (const opponent of opponents) await opponent[Symbol.asyncDispose]();
  }
});
