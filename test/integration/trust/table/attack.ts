import type { Cloud } from '../../../support/stand/cloud.ts';
import type { Invocation } from '../../../support/stand/invocation.ts';
import type { ReadySecret } from '../../../support/stand/subject.ts';
import type { Attacker } from './attacker.ts';

/** A secret that somebody has one right for, beside one of somebody else that is used at the same service. */
export interface Scene extends AsyncDisposable {
  readonly cloud: Cloud;
  /** The secret that the right is for. */
  readonly ready: ReadySecret;
  /** Somebody else's, of the same type and strategy. */
  readonly other: ReadySecret;
  /** Secrets that only functions and their deployers read: those of admins, and keys. */
  readonly admins: readonly string[];
  /** Asks the real service for all that is not the attacker's: each line names one thing and what it is now. */
  intact(): Promise<Readonly<Record<string, unknown>>>;
}

/** What an attack comes to: the outcome of the function, or its error, and what the attack itself has found. */
export type Ending = Readonly<Record<string, unknown>>;

/** Something that somebody does who has the right of a row, with what it must come to. */
export interface Attack<Stage extends Scene = Scene> {
  /** Goes on from what the row says: "may tag one secret: …". */
  readonly title: string;
  /** Uses the right, lets the function run, and answers what came of it. */
  run(scene: Stage, attacker: Attacker): Promise<unknown>;
  readonly ends: Ending;
  /** Whether the function has to rotate the secret of the other one meanwhile; else it must not change. */
  readonly rotatesOther?: true;
  /** Whether their owner moves the admins to another server for it. */
  readonly movesAdmins?: true;
}

/** Why nobody can try something there. */
interface Absent {
  readonly absent: string;
}

export type Attacks<Stage extends Scene = Scene> = readonly Attack<Stage>[] | Absent;

/** The rows, by words that the files of the types use. */
export const rowNames = [
  'put',
  'tag',
  'read',
  'server',
  'receiver',
  'invoke',
  'leak',
  'bucket',
  'role',
] as const;
export type RowName = (typeof rowNames)[number];

/** One strategy of a type on one service, as an attacker finds it, and what can only be tried there. */
export interface Ground<Stage extends Scene = Scene> {
  readonly type: string;
  readonly strategy: string;
  readonly service: string;
  /** Whether nobody there may see that no second password is left, so that no emergency can prove it. */
  readonly hidesSecondPassword?: boolean;
  /** Whether its servers could be had here; in CI all of them are. */
  isThere(): boolean;
  prepare(): Promise<Stage>;
  /** Ends what its scenes share. */
  close?(): Promise<void>;
  readonly attacks: Readonly<Partial<Record<RowName, Attacks<Stage>>>>;
}

/** Says the same of a result and of a failure. */
export const endOf = ({ result, failure }: Invocation): unknown => failure ?? result;

export const refused: Ending = { code: 'refused', aftermath: 'untouched' };
export const malformed: Ending = { code: 'policy-malformed', aftermath: 'untouched' };
