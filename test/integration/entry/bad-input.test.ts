import { describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { invoke, rotator } from '../../support/stand/in-process.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import {
  firstOfEach,
  type ReadySecret,
  type Subject,
  strategyOf,
  titleOf,
} from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const canary = 'canary-Value-4711';

interface Case {
  readonly title: string;
  readonly code: string;
  /** What the message must name. */
  readonly names: string;
  /** Spoils what was made ready, and answers the event to send instead of a whole rotation. */
  readonly spoil: (
    cloud: Cloud,
    ready: ReadySecret,
    subject: Subject,
  ) => Promise<object | string | undefined>;
  /** Whether the command line can be asked for the same. */
  readonly byCommandLine: boolean;
  /** Found only once the strategy is chosen: where all is tried, each shows its own way to it. */
  readonly byStrategy?: true;
}

const common: readonly Case[] = [
  {
    title: 'an event of no known shape',
    code: 'event-malformed',
    names: 'Step',
    spoil: async () => ({ Hello: canary }),
    byCommandLine: false,
  },
  {
    title: 'an event that is no JSON',
    code: 'event-malformed',
    names: 'not JSON',
    spoil: async () => `{${canary}`,
    byCommandLine: false,
  },
  {
    title: 'a tag nobody knows',
    code: 'policy-malformed',
    names: 'rotation:shedule',
    spoil: async (cloud, { secret }) => {
      await cloud.tag(secret, { 'rotation:shedule': canary });
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a strategy the function does not know',
    code: 'policy-malformed',
    names: 'rotation:strategy',
    spoil: async (cloud, { secret }) => {
      await cloud.tag(secret, { 'rotation:strategy': 'by-hand' });
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a secret of another function',
    code: 'policy-malformed',
    names: 'rotation:type',
    spoil: async (cloud, { secret }) => {
      await cloud.tag(secret, { 'rotation:type': 'another' });
      return undefined;
    },
    byCommandLine: false,
  },
  {
    title: 'a version that is not pending',
    code: 'stage-conflict',
    names: 'T-none',
    spoil: async (_, { secret }) => ({
      Step: 'finishSecret',
      SecretId: secret,
      ClientRequestToken: 'T-none',
    }),
    byCommandLine: false,
    byStrategy: true,
  },
  {
    title: 'a secret in its deletion window',
    code: 'secret-in-deletion',
    names: 'deletion window',
    spoil: async (cloud, { secret }) => {
      await cloud.call('DeleteSecret', { SecretName: secret, RecoveryWindowInDays: '7' });
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a secret that does not exist',
    code: 'secret-not-found',
    names: 'NoSuchSecret',
    spoil: async () => ({ Operation: 'rotate', SecretId: 'NoSuchSecret' }),
    byCommandLine: false,
  },
];

/** An admin secret, for the functions that know one. */
const ofAdmins: readonly Case[] = [
  {
    title: 'an admin secret that does not exist',
    code: 'secret-not-found',
    names: 'no-such-admin',
    spoil: async (cloud, { secret }) => {
      await cloud.tag(secret, { 'rotation:admin-secret': 'no-such-admin' });
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'an admin secret of another host',
    code: 'admin-mismatch',
    names: 'Endpoint',
    spoil: async (cloud, { secret }) => {
      const own = JSON.parse(await storedValue(cloud, secret));
      await cloud.createSecret(`${secret}-elsewhere`, {
        ...own,
        AccountPassword: canary,
        Endpoint: 'elsewhere.invalid',
      });
      await cloud.tag(secret, { 'rotation:admin-secret': `${secret}-elsewhere` });
      return undefined;
    },
    byCommandLine: true,
    byStrategy: true,
  },
];

/** What this very function must refuse in a value. */
const malformedOf = (subject: Subject): readonly Case[] =>
  subject.malformed('{}', canary).map(({ title, names }) => ({
    title,
    code: 'secret-malformed',
    names,
    spoil: async (cloud, { secret }) => {
      const value = subject
        .malformed(await storedValue(cloud, secret), canary)
        .find((one) => one.title === title)?.value;
      await cloud.call('PutSecretValue', { SecretName: secret, VersionId: 'v1', SecretData: value ?? '' });
      return undefined;
    },
    byCommandLine: true,
  }));

const subjects = firstOfEach(await subjectsUnderTest(), strategyOf);

/** The cases of a subject, but those that an earlier one of its type has shown before any strategy was chosen. */
function casesOf(subject: Subject): readonly Case[] {
  const all = (one: Subject) => [...common, ...malformedOf(one), ...(one.admins ? ofAdmins : [])];
  const earlier = subjects.slice(0, subjects.indexOf(subject)).filter(({ type }) => type === subject.type);
  const shown = new Set(earlier.flatMap(all).map(({ title }) => title));
  return all(subject).filter(
    ({ title, byStrategy }) => (exhaustive && byStrategy === true) || !shown.has(title),
  );
}

/** The command line answers in both, and where not all is tried in one and the other in turn. */
const formsOf = (index: number) =>
  (['JSON', 'text'] as const).filter((_, at) => exhaustive || at === index % 2);

const versions = async (cloud: Cloud, secret: string) =>
  JSON.stringify(
    await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' }),
  ).replace(/"RequestId":"[^"]*"/, '');

const suites = subjects
  .map((subject) => ({ subject, title: titleOf(subject), cases: casesOf(subject) }))
  .filter(({ cases }) => cases.length > 0);

describe.each(suites)('$title', ({ subject, cases }) => {
  const { type } = subject;

  it.each(cases)('says clearly what is wrong and changes nothing: $title', async (one) => {
    const { code, names, spoil } = one;
    await using cloud = await startCloud(subject.certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const { secret } = ready;
    const began = await storedValue(cloud, secret);
    const event = (await spoil(cloud, ready, subject)) ?? { Operation: 'rotate', SecretId: secret };
    const before = await versions(cloud, secret);
    const { result, failure, stdout, stderr } = await invoke(cloud, type, event);
    expect(result).toBeUndefined();
    expect(failure).toMatchObject({ code, aftermath: 'untouched', message: expect.stringContaining(names) });
    const said = [stdout, stderr];
    if (one.byCommandLine)
      for (const form of formsOf(cases.indexOf(one)))
        said.push(...(await saidByCommandLine(cloud, secret, one, form)));
    expect(said.join('\n')).not.toContain(canary);
    expect(await versions(cloud, secret)).toBe(before);
    expect(await ready.logIn?.(began)).toBeUndefined();
  });
});

/** All that the operator is told of the same, with the exit code 1. */
async function saidByCommandLine(
  cloud: Cloud,
  secret: string,
  { code, names }: Case,
  form: 'JSON' | 'text',
): Promise<string[]> {
  const json = form === 'JSON' ? ['--json'] : [];
  const { exitCode, stdout, stderr } = await rotator(cloud, 'rotate', secret, ...json);
  expect(exitCode).toBe(1);
  const message = expect.stringContaining(names);
  if (form === 'JSON')
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, aftermath: 'untouched', message } });
  else for (const part of [code, 'aftermath: untouched', names]) expect(stderr).toContain(part);
  return [stdout, stderr];
}
