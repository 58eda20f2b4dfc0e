/** Who called, as ActionTrail tells it. */
export interface UserIdentity {
  readonly type: 'root-account' | 'ram-user' | 'assumed-role';
  readonly accountId: string;
  readonly principalId: string;
  readonly userName: string;
  readonly accessKeyId: string;
  /** Of an assumed role. */
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
  /** Without any parameter that carries a value of a secret. */
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

/** Every call that named an operation, answered or not. The newest records are kept, all are counted. */
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

  /** How many calls there were, of one action or of all. */
  count(action?: string): number {
    if (action !== undefined) return this.#counts.get(action) ?? 0;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Forgets the records in memory and the counts, so that a test counts its own calls. */
  clear(): void {
    this.#records = [];
    this.#counts.clear();
  }
}
