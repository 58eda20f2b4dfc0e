import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerAddress } from '../servers/server.ts';
import type { Cloud } from './cloud.ts';

/** Answers the port by which an instance is to reach a service that listens on the given one. */
export type Through = (port: number, describe: (message: Buffer) => string) => Promise<number>;

/** A secret with its service, ready to be rotated. Disposed of, what was started for it ends. */
export interface ReadySecret extends AsyncDisposable {
  readonly secret: string;
  /**
   * Uses a stored value as an application does: what the real service says if it refuses, else nothing. Absent
   * where a value is installed nowhere.
   */
  logIn?(value: string): Promise<string | undefined>;
  /** Stays logged in with a stored value, as an application's pool does; absent where a service knows no sessions. */
  openSession?(value: string): Promise<OpenSession>;
  /** How many credentials the service keeps for this secret, known to anybody or not. */
  kept?(): Promise<number>;
  /** Counts from here on how often the service turned down somebody with a value of this secret. */
  watchRefusals(): Promise<() => Promise<number>>;
  /** The parts of a stored value that nobody may ever see. */
  privateParts(value: string): readonly string[];
  /** What else must not be seen in anything of ours: the password of an admin, the key of a signature. */
  readonly confidential: readonly string[];
  /** Waits until the service is done with what somebody asked of it who may be gone since. */
  settled?(): Promise<void>;
  /** How often the service was told a new credential so far. */
  changes?(): Promise<number>;
  /** All that the service itself has written about what it was asked; its statistics too. */
  said(): Promise<string>;
}

export interface OpenSession extends AsyncDisposable {
  /** Whether the service still does what it is asked in it. */
  answers(): Promise<boolean>;
}

/** One way of rotating one kind of secret, for the suites that say the same of every function. */
export interface Subject {
  /** The folder of the function. */
  readonly type: string;
  readonly strategy: string;
  /** Who changes the credential. */
  readonly actor: string;
  readonly service: string;
  /** Whether the service holds two credentials at once, so that no login is ever refused. */
  readonly dual: boolean;
  /** Whether the service makes its values itself: one whose reply is lost is known to it alone for a while. */
  readonly issues: boolean;
  /** Whether the service has a lock that keeps other rotations out until this one is over. */
  readonly locks: boolean;
  /** Whether the tag `rotation:admin-secret` may name one that acts on the same server. */
  readonly admins: boolean;
  /** Whether an emergency cannot show that the account has no second password, which is a gap then. */
  readonly hidesSecondPassword?: boolean;
  /** How many credentials the service keeps after an emergency or a retirement; one where absent. Nobody knows the others. */
  readonly left?: number;
  /** Values this function must refuse; each `names` what its error has to name. `canary` is to be in each. */
  malformed(value: string, canary: string): readonly Malformed[];
  /** Of whom an instance has to trust the certificates; the system's own list where absent. */
  readonly certificateAuthorityFile?: string;
  /** Whether each secret has a server of its own, under one name: a suite prepares no second one in the same cloud. */
  readonly ownServer?: true;
  /** Makes the account and its secret. Called several times in one cloud, so that all names have to be new ones. */
  prepare(cloud: Cloud, through?: Through): Promise<ReadySecret>;
}

export interface Malformed {
  readonly title: string;
  readonly value: string;
  readonly names: string;
}

export type FindSubjects = (
  servers: readonly ServerAddress[],
) => readonly Subject[] | Promise<readonly Subject[]>;

const functions = join(import.meta.dirname, '../../../functions');
const tests = join(import.meta.dirname, '../../integration/functions');

/** Every folder of `functions/` has a `subjects.ts` in its tests; there is no list to keep. */
export async function findSubjects(servers: readonly ServerAddress[]): Promise<readonly Subject[]> {
  const folders = await readdir(functions, { withFileTypes: true });
  const found: Subject[] = [];
  for (const { name } of folders.filter((entry) => entry.isDirectory())) {
    const module: { readonly subjects: FindSubjects } = await import(
      /* @vite-ignore */ pathToFileURL(join(tests, name, 'subjects.ts')).href
    );
    found.push(...(await module.subjects(servers)));
  }
  return found;
}

/** All kinds, each on one of the services it can be on: which of the versions, `pick` decides. */
export async function oneOfEachKind(
  servers: readonly ServerAddress[],
  pick: (index: number, able: number) => number = (_, able) => able - 1,
): Promise<readonly Subject[]> {
  const subjects = await findSubjects(servers);
  return [...new Set(subjects.map(kindOf))].flatMap((kind, index) => {
    const able = subjects.filter((subject) => kindOf(subject) === kind);
    return able[pick(index, able.length)] ?? [];
  });
}

/** The first subject of each type, or of whatever else they are told apart by. */
export function firstOfEach(
  subjects: readonly Subject[],
  tell: (subject: Subject) => string = ({ type }) => type,
): readonly Subject[] {
  return subjects.filter((one, index) => subjects.findIndex((other) => tell(other) === tell(one)) === index);
}

/** Tells apart by type and strategy, whoever carries it out. */
export const strategyOf = ({ type, strategy }: Subject): string => `${type}, ${strategy}`;

function kindOf({ service, ...subject }: Subject): string {
  return titleOf({ ...subject, service: service.split(' ')[0] ?? '' });
}

export function titleOf({ type, strategy, actor, service }: Subject): string {
  return `${type}, ${strategy} by ${actor} on ${service}`;
}

/** The port itself: nothing lies between an instance and its service. */
export const straight: Through = async (port) => port;
