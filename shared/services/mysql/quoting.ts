import { Sensitive } from '../../runtime/sensitive.ts';

/** An entry of the server's account table. The same name from another host is another account. */
export interface Account {
  readonly user: string;
  readonly host: string;
}

type Piece = string | Sensitive;

/**
 * A statement for the server. Passwords in it stay `Sensitive` until it is sent, and are masked in print. It is correct
 * for sessions that `configureSession` has prepared. In their sql_mode, a backslash escapes and a backtick quotes.
 */
export class Statement {
  readonly pieces: readonly Piece[];
  /** The account whose password the statement sets. It may differ from the acting one. */
  readonly sets: string | undefined;

  constructor(pieces: readonly Piece[], sets?: string) {
    this.pieces = pieces;
    this.sets = sets;
  }

  /** Whether the text holds a password. If so, nobody may repeat the server's words about it. */
  get secret(): boolean {
    return this.pieces.some((piece) => piece instanceof Sensitive);
  }

  reveal(): string {
    return this.pieces
      .map((piece) => (piece instanceof Sensitive ? literal(piece.reveal()) : piece))
      .join('');
  }

  toString(): string {
    return this.pieces.map((piece) => (piece instanceof Sensitive ? `'***'` : piece)).join('');
  }
}

type Value = string | Account | Sensitive | Statement;

/** Writes names, texts and passwords into a statement, and quotes each by its kind. The server cannot bind them. */
export function sql(words: TemplateStringsArray, ...values: readonly Value[]): Statement {
  return new Statement(words.flatMap((word, index) => [word, ...piecesOf(values[index])]));
}

/** Makes a statement of text that the server itself has written, or that is written in this folder. */
export function verbatim(text: string): Statement {
  return new Statement([text]);
}

export function list(statements: readonly Statement[]): Statement {
  return new Statement(
    statements.flatMap((one, index) => (index === 0 ? one.pieces : [',\n  ', ...one.pieces])),
  );
}

/** Appends a clause to a statement. */
export function withClause(statement: Statement, clause: Statement): Statement {
  return new Statement([...statement.pieces, ...clause.pieces], statement.sets);
}

/** Marks a statement as one that sets the password of an account, so that a refusal of the server can be explained. */
export function setting(user: string | undefined, { pieces }: Statement): Statement {
  return new Statement(pieces, user);
}

export function identifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function accountName({ user, host }: Account): string {
  return `${identifier(user)}@${identifier(host)}`;
}

/** Reads the result of `current_user()`. A name may hold an `@`, a host cannot. */
export function parseAccount(text: string): Account {
  const at = text.lastIndexOf('@');
  return { user: text.slice(0, at), host: text.slice(at + 1) };
}

function piecesOf(value: Value | undefined): readonly Piece[] {
  if (value === undefined) return [];
  if (value instanceof Statement) return value.pieces;
  if (value instanceof Sensitive) return [value];
  return [typeof value === 'string' ? literal(value) : accountName(value)];
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\0')}'`;
}
