import { PolicyMalformed, Refused, SecretMalformed } from '../../../shared/engine/rotation/errors.ts';
import { Step } from '../../../shared/engine/rotation/result.ts';
import type { RotationContext, Service } from '../../../shared/engine/rotation/service.ts';
import type { SecretId } from '../../../shared/engine/rotation/store.ts';
import type { Environment } from '../../../shared/runtime/environment.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { openWebhook } from '../../../shared/services/webhook/webhook.ts';
import { announce, issuedBy } from '../makers/issued-by-webhook.ts';
import { planRenewal } from '../renewal.ts';
import type { GenericSecret } from '../secret.ts';

const shortestKey = 32;

/**
 * Has a system of the operator install the value, with one call for each of the four steps. That system holds no lock
 * of this product. Each call may come again for the same version.
 */
export async function installWebhook(
  access: RotationContext<GenericSecret>,
  { webhookHosts, certificateAuthorities: authorities }: Environment,
): Promise<Service<GenericSecret>> {
  const { secret, policy, current, signal } = access;
  const { dataType } = current;
  if (policy.receiver === undefined || !access.receiverKey)
    throw new PolicyMalformed(secret, [
      'tag rotation:webhook must name one of the webhooks in the configuration of the function',
    ]);
  if (policy.adminSecret !== undefined)
    throw new PolicyMalformed(secret, [
      'remove the tag rotation:admin-secret: the configuration of the function names the key of the webhook',
    ]);
  const { address } = policy.receiver;
  const key = readKey(policy.receiver.key, await access.receiverKey());
  // The operator who deploys the function has named the address, so an address inside the network is intended.
  const hosts = webhookHosts.length > 0 ? webhookHosts : [new URL(address).hostname];
  const webhook = await openWebhook({ secret, address, key, hosts, authorities, signal });
  const renewal = planRenewal(access, { issue: issuedBy(webhook, dataType) });
  /**
   * Whether the system accepts both values at once. This is unknown until it has set one; until then, each stored value
   * is tried.
   */
  let acceptsBoth: boolean | 'unknown' = 'unknown';
  return {
    strategy: 'webhook',
    reason: `chosen by rotation:strategy; ${webhook.host} sets and tests the new value (${renewal.how})`,
    get acceptsBoth() {
      return acceptsBoth;
    },
    exclusive: false,
    installs: true,
    endsPrevious: () => true,
    create: async (version) => {
      if (renewal.how !== 'webhook') await announce(webhook, secret, version);
      return renewal.next(version);
    },
    set: async ({ text }, _fresh, version) => {
      const values = { Value: text, CurrentValue: current.text };
      const answer = await webhook.call('setSecret', { version, dataType, values });
      acceptsBoth = answer.Overlaps ?? false;
    },
    test: async ({ text }, version) => {
      await webhook.call('testSecret', { version, dataType, values: { Value: text } });
    },
    afterPromotion: async ({ text }, version) => {
      const previous = text.equals(current.text) ? await access.previous() : current;
      const values = { Value: text, ...(previous && { PreviousValue: previous.text }) };
      await webhook.call('finishSecret', { version, dataType, values });
    },
    revocation: {
      retire: async (_, version) => {
        const values = { Value: current.text };
        const { InUse = 0 } = await webhook.call('finishSecret', { version, dataType, values });
        return InUse > 0
          ? { state: 'in-use', by: `${InUse} sessions, counted by the webhook` }
          : { state: 'retired' };
      },
      revokeAll: async (_, version) => {
        const values = { Value: current.text };
        const { SessionsEnded } = await webhook.call('finishSecret', {
          version,
          dataType,
          values,
          isEmergency: true,
        });
        if (SessionsEnded !== undefined)
          return { sessions: { found: SessionsEnded, ended: SessionsEnded }, gaps: [] };
        const gap = `the webhook ${webhook.host} did not return SessionsEnded, so sessions may still be open`;
        return { sessions: undefined, gaps: [gap] };
      },
      testRevoked: async ({ text }, version) => {
        try {
          await webhook.call('testSecret', { version, dataType, values: { Value: text } });
          return 'accepted';
        } catch (error) {
          if (error instanceof Refused) return 'refused';
          throw error;
        }
      },
    },
    preview: {
      outline: async () => ({
        statements: Step.options.map((step) => `POST ${webhook.host} ${step}, signed`),
        missing: [],
      }),
    },
    confirmLock: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

function readKey(name: SecretId, { text }: GenericSecret): Sensitive {
  if (text.reveal().length >= shortestKey) return text;
  throw new SecretMalformed(name, [
    `the value must be the signing key of the webhook, at least ${shortestKey} characters long`,
  ]);
}
