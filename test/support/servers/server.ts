export type Engine = 'postgresql' | 'mysql' | 'mariadb';

/** What a test knows of a running server. It can be told to another process. */
export interface ServerAddress {
  readonly engine: Engine;
  /** Major version, or major and minor where they make a release: `16`, `10.11`. */
  readonly version: string;
  /** The name in the server's certificate. */
  readonly host: string;
  readonly port: number;
  readonly admin: { readonly user: string; readonly password: string };
  /** PEM text of the authority that signed the server's certificate. */
  readonly certificateAuthority: string;
  readonly certificateAuthorityFile: string;
  /** The file in which the server writes every statement and login it receives. */
  readonly log: string;
  readonly pid: number;
}

/** A server of its own, in a private directory that is removed when it is disposed of. */
export interface DatabaseServer extends ServerAddress, AsyncDisposable {
  /** The folder of its databases. */
  readonly data: string;
  /** Kills its process, if it still runs, and starts another on the same databases and port. */
  restart(): Promise<void>;
}

export interface ServerOptions {
  /** Added to the server's command line, after the arguments it has anyway. */
  readonly serverArguments?: readonly string[];
}

/** The engine's programs are neither on this machine nor to be fetched: its tests are skipped, not failed. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';

  constructor(engine: string, cause: unknown) {
    super(`${engine} cannot be had: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }

  /** The last line: a failed command puts the whole of itself before what it has to say. */
  get reason(): string {
    return this.message.trim().split('\n').at(-1) ?? this.message;
  }
}
