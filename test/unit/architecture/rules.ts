import { roomOf, runsUp } from './rooms.ts';
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

const onlyIn = (says: string, pattern: RegExp, ...places: string[]): Rule => ({
  says,
  breaks: ({ path, code }) => !under(path, ...places) && pattern.test(code),
});

const packageOnlyIn = (name: string, ...places: readonly string[]): Rule => ({
  says: `${name} is imported only by ${places.join(' and ')}`,
  breaks: (source) => !places.includes(source.path) && source.imports.includes(name),
});

/** These only compute, or are types. */
const pure = [
  'shared/runtime/clock.ts',
  'shared/runtime/sensitive.ts',
  'shared/runtime/text.ts',
  'shared/runtime/time.ts',
  'zod',
  'fastest-levenshtein',
  'node:crypto',
];

/** What the next strategy could forget of who may reach what. SECURITY.md says against whom. */
const trust: readonly Rule[] = [
  onlyIn(
    'that a holder was seen is proven by a login, and by no cast',
    /\bas (unknown as )?(Holder|any)\b|\bas unknown as\b/,
    'shared/engine/rotation/holder.ts',
  ),
  onlyIn(
    'a statement of the configuration runs where it can only read, or as the command of an SSH login',
    /\bpolicy\.probe\b|\{[^{}]*\bprobe\b[^{}]*\} = (policy|access\.policy)\b/,
    'shared/services/database/probe.ts',
    'functions/generic/ssh/context.ts',
    // Says that there is one.
    'shared/engine/operations/plan.ts',
  ),
  {
    says: 'a probe of a database is a question',
    breaks: ({ path, code }) =>
      /^shared\/services\/\w+\/probe\.ts$/.test(path) && !/\b(requireQuestion\(|runBoundProbe\b)/.test(code),
  },
  {
    says: 'who speaks to a server bounds what that server can cost',
    breaks: (source) =>
      imports(source, 'mysql2', 'pg', 'ssh2') &&
      source.path.endsWith('/connector.ts') &&
      !(/\bboundSession\(/.test(source.code) && imports(source, 'shared/runtime/session-bounds.ts')),
  },
  onlyIn(
    'a connection is made where its peer was judged',
    /from 'node:(http|https|http2|net|tls|dgram)'|\bfetch\(/,
    'shared/services/webhook/',
    'shared/services/ssh/connector.ts',
    'shared/services/mysql/connector.ts',
    'shared/services/mysql/guarded-packets.ts',
    'shared/services/postgresql/connector.ts',
    'shared/runtime/session-bounds.ts',
    'shared/entry/custom-runtime/',
    'shared/alibaba/',
    'shared/sandbox/',
    // Says no word to the server that the operator names.
    'shared/operator/doctor/reach.ts',
    // The authorities that the runtime trusts.
    'shared/notifications/deliver.ts',
  ),
  {
    says: 'what is sent to a receiver goes to the address that was checked',
    breaks: (source) =>
      under(source.path, 'shared/services/webhook/', 'shared/notifications/') &&
      source.imports.some((one) => /^node:https?$/.test(one)) &&
      source.path !== 'shared/services/webhook/post.ts',
  },
  packageOnlyIn('generate-password', 'shared/engine/credentials/password.ts'),
  onlyIn(
    'the words of a database server are read only to tell a number from another',
    /\bsqlMessage\b|\berror\.(detail|hint|where|sql)\b/,
    'shared/services/mysql/connector.ts',
  ),
  onlyIn(
    'no function runs a program, or a text as code',
    /from 'node:(child_process|vm|worker_threads|cluster)'|\bnew Function\(|\beval\(/,
    'shared/sandbox/fc/instance-process.ts',
  ),
  {
    says: 'the readers of rows are not compiled from what a server sends',
    breaks: (source) =>
      /\bcreateConnection\(/.test(source.code) && !/\bdisableEval: true\b/.test(source.code),
  },
];

/** Who may import whom, and who may touch what. */
export const rules: readonly Rule[] = [
  ...trust,
  {
    says: 'each file stands in a room, and no import runs up',
    breaks: (source) =>
      roomOf(source.path) === undefined || source.imports.some((target) => runsUp(source.path, target)),
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
    says: 'the protocol knows no cloud, no driver, no environment and no clock of its own',
    breaks: (source) =>
      under(source.path, 'shared/engine/rotation/') &&
      source.imports.some((one) => !under(one, 'shared/engine/rotation/', ...pure)),
  },
  packageOnlyIn(
    'fastest-levenshtein',
    'shared/engine/rotation/nearest.ts',
    'shared/sandbox/settings/nearest-name.ts',
  ),
  packageOnlyIn(
    'mysql2',
    'shared/services/mysql/connector.ts',
    // Its types.
    'shared/services/mysql/guarded-packets.ts',
    'shared/sandbox/rds/mysql-session.ts',
  ),
  packageOnlyIn('pg', 'shared/services/postgresql/connector.ts', 'shared/sandbox/rds/postgresql-session.ts'),
  packageOnlyIn('ssh2', 'shared/services/ssh/connector.ts', 'shared/services/ssh/key-pair.ts'),
  {
    says: 'the sandbox imports no client of the cloud',
    breaks: (source) => under(source.path, 'shared/sandbox/') && imports(source, '@alicloud/'),
  },
  {
    says: 'only the command line reaches the sandbox, so that no function carries it',
    breaks: (source) =>
      !under(source.path, 'shared/sandbox/', 'shared/operator/cli/') && imports(source, 'shared/sandbox/'),
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
    'shared/operator/',
    'shared/build/',
    // A text: the program of another process, whose output is a function's log.
    'shared/sandbox/fc/built-in-runtime.ts',
  ),
  onlyIn(
    'time, timers and chance come from the runtime',
    /\bDate\.now\(|\bset(Timeout|Interval|Immediate)\(|\bMath\.random\b|\bnew Date\(\)|\brandom(Bytes|UUID|Int)\(|node:timers/,
    'shared/runtime/',
    'shared/engine/credentials/',
  ),
  onlyIn(
    'keys are made beside passwords, or by the SSH library',
    /\bgenerateKeyPair(Sync)?\b/,
    'shared/engine/credentials/key-pair.ts',
    'shared/services/ssh/key-pair.ts',
  ),
  onlyIn(
    'stage labels are known to the secrets API and the sandbox alone',
    /['"`]ACS(Current|Previous)['"`]/,
    'shared/alibaba/secrets/',
    'shared/sandbox/',
  ),
  onlyIn(
    'a type is never asked for by name in shared code',
    /['"`](rds-mysql|rds-postgresql|access-key)['"`]/,
    'functions/',
  ),
];
