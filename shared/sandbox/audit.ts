/** The identity of a caller, in the form of ActionTrail. */
export interface UserIdentity {
  readonly type: 'root-account' | 'ram-user' | 'assumed-role';
  readonly accountId: string;
  readonly principalId: string;
  readonly userName: string;
  readonly accessKeyId: string;
  /** The session of an assumed role; absent for other callers. */
  readonly sessionContext?: { readonly attributes: { readonly creationDate: string } };
}

/** The fields of an ActionTrail record of a call. */
export interface AuditRecord {
  readonly eventId: string;
  readonly eventVersion: 1;
  readonly eventType: 'ApiCall';
  readonly eventTime: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly serviceName: string;
  readonly apiVersion: string;
  readonly requestId: string;
  /** Parameters of the call, without any that carries a value of a secret. */
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly sourceIpAddress: string;
  readonly userAgent: string;
  readonly userIdentity: UserIdentity | undefined;
  readonly acsRegion: string;
  readonly isGlobal: false;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

const kept = 10_000;

/**
 * Records of every call that named an operation, successful or not. The newest records are kept, and all calls are
 * counted.
 */
export class Audit {
  readonly #write: (line: string) => void;
  readonly #counts = new Map<string, number>();
  #records: AuditRecord[] = [];

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  add(record: AuditRecord): void {
    this.#counts.set(record.eventName, this.count(record.eventName) + 1);
    this.#records.push(record);
    if (this.#records.length > 2 * kept) this.#records = this.#records.slice(-kept);
    this.#write(`${JSON.stringify(record)}\n`);
  }

  get records(): readonly AuditRecord[] {
    return this.#records.slice(-kept);
  }

  /** Returns the number of calls of one action, or of all actions. */
  count(action?: string): number {
    if (action !== undefined) return this.#counts.get(action) ?? 0;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Deletes the records in memory and the counts, so that a test counts its own calls. */
  clear(): void {
    this.#records = [];
    this.#counts.clear();
  }
}
