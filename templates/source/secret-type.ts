/** A text in both languages of the console. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

/** One row: what the templates say of a secret type that they do not say of the others. */
export interface SecretType {
  /** The name of its folder in `functions/`. */
  readonly name: string;
  /** Begins the names of its parameters and resources. */
  readonly prefix: string;
  /** What its own template is for. */
  readonly description: Text;
  /** As it is written before the word for a function; Chinese has a space there behind Latin letters only. */
  readonly title: Text;
  /** The title of its code, in Chinese. */
  readonly code: string;
  /** The heading of its parameters in the template of all types. */
  readonly group: Text;
  /** What a first value looks like. */
  readonly bootstrap: Text;
  readonly strategy: Text & { readonly usual: string; readonly allowed: readonly string[] };
  /** What its admin secrets are for. Absent if it has none. */
  readonly admins?: Text;
  /** What its role may call for the instances of RDS that the stack names. Absent if it has no use for RDS. */
  readonly rdsActions?: readonly string[];
  /** Whether its role changes the keys of RAM users. RAM has no address inside a VPC. */
  readonly users?: true;
  /** Whether a new secret says how its value is made, and where it is sent. */
  readonly values?: true;
}
