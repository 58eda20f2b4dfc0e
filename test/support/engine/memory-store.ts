import {
  SecretInDeletion,
  SecretNotFound,
  StageConflict,
  StrategyUnavailable,
} from '../../../shared/engine/rotation/errors.ts';
import { formatStatus, type Status } from '../../../shared/engine/rotation/status.ts';
import type {
  DataType,
  Description,
  SecretId,
  Stages,
  Store,
  StoredValue,
  VersionId,
} from '../../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';

type Stage = 'current' | 'pending' | 'previous';

/** A secret as a test plants it: one version, which is current. */
export interface Planted {
  readonly version: VersionId;
  readonly value: Sensitive;
  readonly tags?: Readonly<Record<string, string>>;
  readonly type?: string;
  readonly plannedDeleteTime?: number;
}

interface Content {
  readonly value: Sensitive;
  readonly dataType: DataType;
}

interface Held {
  readonly planted: Planted;
  readonly tags: Record<string, string>;
  /** Oldest first. */
  readonly versions: Map<VersionId, Content>;
  readonly stages: Map<Stage, VersionId>;
}

/** An error, the move all the same, or success and no move. */
export type LateMove = 'reject' | 'move' | 'stay';

export interface MemoryStoreOptions {
  /** Whether the version that was current becomes previous when current moves: KMS does not document it. */
  readonly previousFollowsCurrent: boolean;
  /** Whether the previous stage may join the current one on a version: KMS does not document it. */
  readonly previousOntoCurrent?: 'allow' | 'reject';
  /** What a move does that names a version which does not carry the stage: KMS does not document it. */
  readonly lateMove?: LateMove;
  /** Runs before and after each call takes effect; what it throws is what the call throws. */
  readonly interrupt?: (call: string, moment: 'before' | 'after') => void | Promise<void>;
}

const versionBudget = 10;

/** The rules of KMS for generic secrets, without its wire. */
export class MemoryStore implements Store {
  readonly calls: string[] = [];
  /** When the store says that the current version was stored. */
  currentSince: number | undefined;
  readonly #secrets = new Map<SecretId, Held>();
  readonly #options: MemoryStoreOptions;

  constructor(options: MemoryStoreOptions) {
    this.#options = options;
  }

  plant(secret: SecretId, planted: Planted): void {
    this.#secrets.set(secret, {
      planted,
      tags: { ...planted.tags },
      versions: new Map([[planted.version, { value: planted.value, dataType: 'text' }]]),
      stages: new Map([['current', planted.version]]),
    });
  }

  /** What is held, for a test to look at without a call. */
  stagesOf(secret: SecretId): Stages {
    const { versions, stages } = this.#held(secret);
    return {
      current: stages.get('current'),
      currentSince: this.currentSince,
      pending: stages.get('pending'),
      previous: stages.get('previous'),
      versions: [...versions.keys()].reverse(),
    };
  }

  valueOf(secret: SecretId, version: VersionId): Sensitive {
    return this.#value(secret, version).value;
  }

  tagsOf(secret: SecretId): Readonly<Record<string, string>> {
    return this.#held(secret).tags;
  }

  /** Puts a label or a value where no caller of the port could, as a crash or somebody else's hand does. */
  label(secret: SecretId, stage: Stage, version: VersionId | undefined): void {
    const { stages } = this.#held(secret);
    if (version === undefined) stages.delete(stage);
    else stages.set(stage, version);
  }

  tag(secret: SecretId, tags: Readonly<Record<string, string>>): void {
    Object.assign(this.#held(secret).tags, tags);
  }

  overwrite(secret: SecretId, version: VersionId, value: Sensitive): void {
    this.#held(secret).versions.set(version, { value, dataType: 'text' });
  }

  describe(secret: SecretId, signal: AbortSignal): Promise<Description> {
    return this.#call('describe', signal, () => {
      const { planted, tags } = this.#held(secret);
      if (planted.plannedDeleteTime !== undefined)
        throw new SecretInDeletion(secret, new Date(planted.plannedDeleteTime).toISOString());
      if (planted.type !== undefined && planted.type.toLowerCase() !== 'generic')
        throw new StrategyUnavailable('auto', 'KMS rotates it by itself');
      return { secret, tags: { ...tags } };
    });
  }

  stages(secret: SecretId, signal: AbortSignal): Promise<Stages> {
    return this.#call('stages', signal, () => this.stagesOf(secret));
  }

  readCurrent(secret: SecretId, signal: AbortSignal): Promise<StoredValue> {
    return this.#call('readCurrent', signal, () =>
      this.#value(secret, this.#held(secret).stages.get('current')),
    );
  }

  read(secret: SecretId, version: VersionId, signal: AbortSignal): Promise<StoredValue> {
    return this.#call('read', signal, () => this.#value(secret, version));
  }

  putPending(
    secret: SecretId,
    version: VersionId,
    value: Sensitive,
    signal: AbortSignal,
    dataType: DataType = 'text',
  ): Promise<'stored' | 'taken'> {
    return this.#call('putPending', signal, () => {
      const { versions, stages } = this.#alive(secret);
      const there = versions.get(version);
      if (there && !(there.value.equals(value) && there.dataType === dataType)) return 'taken';
      if (there && stages.get('pending') !== version)
        throw new StageConflict(secret, `version ${version} is there, but not pending`);
      versions.set(version, { value, dataType });
      stages.set('pending', version);
      this.#evict(secret);
      return 'stored';
    });
  }

  move(
    secret: SecretId,
    stage: 'current' | 'previous',
    to: VersionId,
    signal: AbortSignal,
    named?: VersionId,
  ): Promise<'moved' | 'rejected'> {
    return this.#call(`move ${stage}`, signal, () => {
      const { versions, stages } = this.#alive(secret);
      if (!versions.has(to)) throw new SecretNotFound(secret, `version ${to} of`);
      const { lateMove = 'reject' } = this.#options;
      const isLate = named !== undefined && stages.get(stage) !== named;
      if (isLate && lateMove !== 'move') return lateMove === 'stay' ? 'moved' : 'rejected';
      const from = stages.get('current');
      if (stage === 'previous' && from === to && this.#options.previousOntoCurrent === 'reject')
        return 'rejected';
      if (stage === 'current' && this.#options.previousFollowsCurrent && from && from !== to)
        stages.set('previous', from);
      stages.set(stage, to);
      return 'moved';
    });
  }

  clearPending(secret: SecretId, version: VersionId, signal: AbortSignal): Promise<void> {
    return this.#call('clearPending', signal, () => {
      const { stages } = this.#alive(secret);
      if (stages.get('pending') === version) stages.delete('pending');
    });
  }

  record(secret: SecretId, status: Status, signal: AbortSignal, note?: string): Promise<void> {
    return this.#call('record', signal, () => {
      const { tags } = this.#held(secret);
      tags['rotation:status'] = formatStatus(status);
      if (note !== undefined) tags['rotation:state'] = note;
    });
  }

  saveState(secret: SecretId, text: string, signal: AbortSignal): Promise<void> {
    return this.#call('note', signal, () => {
      this.#held(secret).tags['rotation:state'] = text;
    });
  }

  async #call<Answer>(name: string, signal: AbortSignal, effect: () => Answer): Promise<Answer> {
    signal.throwIfAborted();
    this.calls.push(name);
    await this.#options.interrupt?.(name, 'before');
    const answer = effect();
    await this.#options.interrupt?.(name, 'after');
    return answer;
  }

  #held(secret: SecretId): Held {
    const held = this.#secrets.get(secret);
    if (!held) throw new SecretNotFound(secret, 'secret');
    return held;
  }

  #alive(secret: SecretId): Held {
    const held = this.#held(secret);
    if (held.planted.plannedDeleteTime !== undefined) throw new SecretInDeletion(secret, 'unknown');
    return held;
  }

  #value(secret: SecretId, version: VersionId | undefined): StoredValue {
    const content = version && this.#alive(secret).versions.get(version);
    if (!version || !content) throw new SecretNotFound(secret, `version ${version} of`);
    return { version, ...content };
  }

  /** The oldest version without a stage goes when there are too many. */
  #evict(secret: SecretId): void {
    const { versions, stages } = this.#held(secret);
    const staged = new Set(stages.values());
    const oldest = [...versions.keys()].find((version) => !staged.has(version));
    if (versions.size > versionBudget && oldest) versions.delete(oldest);
  }
}
