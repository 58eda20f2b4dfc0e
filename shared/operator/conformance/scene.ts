import * as z from 'zod';
import type { Parameters } from '../../alibaba/client.ts';
import { list, VersionStages } from '../../alibaba/kms/wire.ts';
import type { Calls, Reply } from './calls.ts';
import { Unanswered } from './unanswered.ts';
import { label, type Version, values } from './versions.ts';

/** The labels of each version, in the order of the listing. */
export type Labels = ReadonlyMap<string, readonly string[]>;

/** The temporary secret, and calls about it. Every call throws Unanswered if KMS gives no answer. */
export interface Scene {
  readonly secret: string;
  /** Calls an operation about the secret. */
  call(action: string, parameters?: Parameters): Promise<Reply>;
  /** Calls an operation that is not about one secret. */
  callApart(action: string, parameters: Parameters): Promise<Reply>;
  /** Stores a version with the custom label. */
  put(version: Version, more?: Parameters): Promise<Reply>;
  /** Stores a version with the custom label. The value is in the body of the call, and nowhere else. */
  putByBody(version: Version): Promise<Reply>;
  stages(): Promise<Labels>;
  /** Throws Unanswered unless these versions are stored. */
  need(...needed: readonly Version[]): void;
}

const Listing = z.object({
  VersionIds: list('VersionId', z.object({ VersionId: z.string(), VersionStages })),
});

export function openScene(calls: Calls, secret: string, first: Version): Scene {
  const stored = new Set<Version>([first]);
  const about = { SecretName: secret };
  const parametersOf = (version: Version) => ({
    ...about,
    VersionId: version,
    VersionStages: JSON.stringify([label]),
  });
  const keep = (version: Version, reply: Reply): Reply => {
    if (reply.kind === 'done') stored.add(version);
    return reply;
  };
  return {
    secret,
    call: (action, parameters = {}) => calls.call(action, { ...about, ...parameters }),
    callApart: (action, parameters) => calls.call(action, parameters),
    put: async (version, more = {}) => {
      const given = { ...parametersOf(version), SecretData: values[version], ...more };
      return keep(version, await calls.call('PutSecretValue', given));
    },
    putByBody: async (version) => {
      const body = { SecretData: values[version] };
      return keep(version, await calls.callByBody('PutSecretValue', parametersOf(version), body));
    },
    stages: async () =>
      labelsIn(await calls.call('ListSecretVersionIds', { ...about, IncludeDeprecated: 'true' })),
    need: (...needed) => {
      if (needed.some((version) => !stored.has(version)))
        throw new Unanswered('not asked: it needs a version that could not be stored');
    },
  };
}

function labelsIn(reply: Reply): Labels {
  const listing = reply.kind === 'done' ? Listing.safeParse(reply.body).data : undefined;
  if (!listing) throw new Unanswered('KMS did not list the versions of the secret');
  return new Map(listing.VersionIds.map(({ VersionId, VersionStages }) => [VersionId, VersionStages]));
}
