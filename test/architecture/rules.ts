import type { Source } from './source.ts';

/** A rule of the tree: what it says, and which sources break it. */
export interface Rule {
  readonly says: string;
  breaks(source: Source): boolean;
}

const under = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(folder));
const imports = (source: Source, ...places: string[]) =>
  source.imports.some((one) => places.some((place) => one === place || one.startsWith(place)));

const inFunctions = (source: Source) => under(source.path, 'functions/');
const inShared = (source: Source) => under(source.path, 'shared/');

const onlyIn = (says: string, pattern: RegExp, ...places: string[]): Rule => ({
  says,
  breaks: ({ path, code }) => !under(path, ...places) && pattern.test(code),
});

const packageOnlyIn = (name: string, ...places: readonly string[]): Rule => ({
  says: `${name} is imported only by ${places.join(' and ')}`,
  breaks: (source) => !places.includes(source.path) && source.imports.includes(name),
});

/** They know no cloud, driver, environment or clock. */
const pure = ['zod', 'fastest-levenshtein', 'node:crypto'];

/** Who may import whom, and who may touch what. */
export const rules: readonly Rule[] = [
  {
    says: 'shared/ never imports functions/',
    breaks: (source) => inShared(source) && imports(source, 'functions/'),
  },
  {
    says: 'no function imports another',
    breaks: (source) => {
      const own = source.path.split('/').slice(0, 2).join('/');
      return (
        inFunctions(source) &&
        source.imports.some((one) => under(one, 'functions/') && !under(one, `${own}/`))
      );
    },
  },
  {
    says: 'the protocol imports nothing but Sensitive, zod, and two libraries that only compute',
    breaks: (source) =>
      under(source.path, 'shared/rotation/') &&
      source.imports.some(
        (one) => !under(one, 'shared/rotation/', 'shared/credentials/sensitive.ts', ...pure),
      ),
  },
  packageOnlyIn(
    'fastest-levenshtein',
    'shared/rotation/nearest.ts',
    'shared/sandbox/settings/nearest-name.ts',
  ),
  packageOnlyIn('mysql2', 'shared/databases/mysql/connector.ts'),
  packageOnlyIn('pg', 'shared/databases/postgresql/connector.ts'),
  packageOnlyIn('ssh2', 'shared/ssh/connector.ts', 'shared/ssh/key-pair.ts'),
  {
    says: 'the sandbox imports no cloud adapter',
    breaks: (source) =>
      under(source.path, 'shared/sandbox/') &&
      imports(source, 'shared/cloud/', 'shared/secrets-api/', '@alicloud/'),
  },
  {
    says: 'no cloud adapter imports the sandbox',
    breaks: (source) =>
      under(source.path, 'shared/cloud/', 'shared/secrets-api/') && imports(source, 'shared/sandbox/'),
  },
  {
    says: 'only the command line reaches the sandbox, so that no function carries it',
    breaks: (source) =>
      !under(source.path, 'shared/sandbox/', 'shared/cli/') && imports(source, 'shared/sandbox/'),
  },
  onlyIn(
    'the environment is read in one place',
    /\bprocess\.env\b/,
    'shared/runtime/environment.ts',
    'shared/build/',
  ),
  onlyIn(
    'only the logger and the command line print',
    /\bconsole\.|process\.std(out|err)/,
    'shared/runtime/logger.ts',
    'shared/cli/',
    'shared/build/',
    // A text: the program of another process, whose output is a function's log.
    'shared/sandbox/fc/built-in-runtime.ts',
  ),
  onlyIn(
    'time, timers and chance come from the runtime',
    /\bDate\.now\(|\bset(Timeout|Interval|Immediate)\(|\bMath\.random\b|\bnew Date\(\)|\brandom(Bytes|UUID|Int)\(|node:timers/,
    'shared/runtime/',
    'shared/credentials/',
  ),
  onlyIn(
    'keys are made beside passwords, or by the SSH library',
    /\bgenerateKeyPair(Sync)?\b/,
    'shared/credentials/key-pair.ts',
    'shared/ssh/key-pair.ts',
  ),
  onlyIn(
    'stage labels are known to the secrets API and the sandbox alone',
    /['"`]ACS(Current|Previous)['"`]/,
    'shared/secrets-api/',
    'shared/sandbox/',
  ),
  onlyIn(
    'a type is never asked for by name in shared code',
    /['"`](rds-mysql|rds-postgresql|access-key)['"`]/,
    'functions/',
  ),
];
