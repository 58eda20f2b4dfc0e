import type { Guard } from './guard.ts';

const create = ['test/integration/operator/adopt/create.test.ts'];
const take = ['test/integration/operator/adopt/take.test.ts'];
const races = ['test/integration/operator/adopt/races.test.ts'];
const set = ['test/integration/operator/adopt/set.test.ts'];
const draft = ['test/unit/operator/adopt/draft-store.test.ts'];

/** What keeps `rotator adopt` and `rotator set` from writing what nobody has seen or meant. */
export const adoptGuards: readonly Guard[] = [
  {
    title: 'adopt: a draft is never written while it is planned',
    file: 'shared/operator/adopt/draft-store.ts',
    find: '    record: refuse,\n',
    replace: '    record: store.record.bind(store),\n',
    tests: draft,
  },
  {
    title: 'adopt: a policy by which a rotation is blocked is not written',
    file: 'shared/operator/adopt/propose.ts',
    find: 'if (trial.plan && exitCodeOf(trial.plan) !== 0)',
    replace: 'if (trial.plan && exitCodeOf(trial.plan) > 9)',
    tests: create,
  },
  {
    title: 'adopt: no secret is due at once by surprise',
    file: 'shared/operator/adopt/propose.ts',
    find: '!options.dueNow)',
    replace: 'options.dueNow === false)',
    tests: take,
  },
  {
    title: 'set: what was due before may be changed without a word',
    file: 'shared/operator/adopt/propose.ts',
    find: ' && !firstDue(found, now).isNow',
    replace: '',
    tests: set,
  },
  {
    title: 'adopt: a dry run ends before anything is written',
    file: 'shared/operator/adopt/propose.ts',
    find: 'if (options.dryRun) {',
    replace: 'if (options.dryRun && !options.yes) {',
    tests: create,
  },
  {
    title: 'adopt: a taken name is not taken for the own secret',
    file: 'shared/alibaba/secrets/create.ts',
    find: 'if (!(await hasVersion(kms, secret, signal))) throw',
    replace: 'if (secret.name === "") throw',
    tests: races,
  },
  {
    title: 'adopt: the own secret is known after a lost answer',
    file: 'shared/alibaba/secrets/create.ts',
    find: 'if (!isTaken(error)) throw failure(secret, error);',
    replace: 'throw failure(secret, error);',
    tests: races,
  },
  {
    title: 'adopt: tags that somebody else has changed since the plan stay',
    file: 'shared/operator/adopt/write-tags.ts',
    find: 'if (!isSameTags(policyTags(before), policyTags(found.tags)))',
    replace: 'if (secret.length === 0)',
    tests: races,
  },
  {
    title: 'adopt: two policies that were mixed are told',
    file: 'shared/operator/adopt/write-tags.ts',
    find: 'if (isWanted(last)) return undefined;',
    replace: 'if (last) return undefined;',
    tests: races,
  },
  {
    title: 'adopt: KMS is asked for the room of the status, too',
    file: 'shared/operator/adopt/write-tags.ts',
    find: 'before[statusTag] === undefined ? withStatus({}) : {}',
    replace: '{}',
    tests: [...races, ...take],
  },
  {
    title: 'adopt: no file is read that others may read',
    file: 'shared/operator/cli/value-source.ts',
    find: '(found.mode & 0o044) !== 0',
    replace: '(found.mode & 0o044) === 1',
    tests: create,
  },
  {
    title: 'adopt: a value is never taken from an argument',
    file: 'shared/operator/cli/commands/creation.ts',
    find: 'if (flags.value !== undefined || flags.password !== undefined) return never;',
    replace: '',
    tests: create,
  },
  {
    title: 'adopt: a value in place of its source is refused, and not repeated',
    file: 'shared/operator/cli/commands/creation.ts',
    find: 'if (!isSource(source))',
    replace: 'if (source.length === 0)',
    tests: create,
  },
  {
    title: 'adopt: Port is stored as a string',
    file: 'shared/operator/adopt/new-value.ts',
    find: "typeof port === 'number' ?",
    replace: "port === '' ?",
    tests: create,
  },
  {
    title: 'set: the status and the state of the functions stay',
    file: 'shared/operator/adopt/tag-settings.ts',
    find: 'if (ofFunctions.includes(key)) return',
    replace: "if (key === '') return",
    tests: set,
  },
  {
    title: 'set: a failure between two calls says that the first is done',
    file: 'shared/alibaba/secrets/retag.ts',
    find: "isWriting ? 'applied' : 'untouched'",
    replace: "'untouched'",
    tests: set,
  },
];
