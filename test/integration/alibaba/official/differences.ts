import type { Pair } from './pair.ts';

/** Parts of a request that only one of two sides sends, or that they send differently, and why that stays so. */
interface Explained {
  readonly service: Pair['service'];
  /** Every operation of the service when absent. */
  readonly action?: string;
  readonly parts: readonly string[];
  readonly why: string;
}

const olderStyle = [
  ...['Action', 'Format', 'Timestamp', 'Version', 'AccessKeyId', 'SecurityToken'].map(
    (name) => `query ${name}`,
  ),
  ...['', 'Method', 'Nonce', 'Version'].map((name) => `query Signature${name}`),
  ...['accept', 'authorization'].map((name) => `header ${name}`),
  ...['accesskey-id', 'content-sha256', 'date', 'security-token', 'signature-nonce'].map(
    (name) => `header x-acs-${name}`,
  ),
];

const provider = (service: Pair['service']): Explained => ({
  service,
  parts: ['header x-acs-credentials-provider'],
  why: 'tells where a key came from, which is for statistics; ours come from the context of a function',
});

export const explained: readonly Explained[] = [
  {
    service: 'kms',
    parts: olderStyle,
    why: 'the only npm client signs with HMAC-SHA1 in the query, ours with ACS3-HMAC-SHA256 as those of RAM, STS and ROS do',
  },
  {
    service: 'kms',
    action: 'PutSecretValue',
    parts: ['query SecretData', 'form SecretData', 'body', 'header content-type'],
    why: 'a value in a URL is logged by proxies; it goes there only where the gateway has not read the body',
  },
  {
    service: 'kms',
    action: 'ListSecrets',
    parts: ['query Filters'],
    why: 'the npm client is older than the parameter; the one for Go sends it so, as JSON in the query',
  },
  {
    service: 'kms',
    action: 'CreateSecret',
    parts: ['query SecretData', 'form SecretData', 'body', 'header content-type'],
    why: 'a value in a URL is logged by proxies; it goes there only where the gateway has not read the body',
  },
  ...['CreateAccount', 'ResetAccountPassword'].map((action) => ({
    service: 'rds' as const,
    action,
    parts: ['query AccountPassword', 'form AccountPassword', 'body', 'header content-type'],
    why: 'a password in a URL is logged by proxies; it goes there only where the gateway has not read the body',
  })),
  provider('ram'),
  provider('rds'),
  provider('sts'),
  provider('fc'),
  provider('ros'),
  {
    service: 'ros',
    action: 'CreateChangeSet',
    parts: ['query', 'form'].flatMap((place) =>
      ['Key', 'Value'].map((half) => `${place} Parameters.2.Parameter${half}`),
    ),
    why: 'the second parameter is hidden; it goes into the query only where the gateway has not read the body',
  },
  {
    service: 'actiontrail',
    parts: ['method', 'header x-sdk-client', ...olderStyle],
    why: 'there is no npm client of it but the generic one of the older style, which asks with GET unless it is told',
  },
  {
    service: 'oss',
    parts: ['accept', 'accept-encoding', 'accept-language', 'sec-fetch-mode'].map((name) => `header ${name}`),
    why: 'added by fetch, and not signed',
  },
  {
    service: 'oss',
    action: 'HeadObject',
    parts: ['header content-type'],
    why: 'a guess from the name of the object, although nothing is sent',
  },
];
