import { Busy, Refused, SecretMalformed } from '../../../shared/engine/rotation/errors.ts';
import type {
  Revocation,
  RotationContext,
  SecretType,
  Service,
} from '../../../shared/engine/rotation/service.ts';
import { stagesInOrder } from '../../../shared/engine/rotation/stored-values.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';

/** The value the model's secrets have. */
export interface ModelValue {
  readonly host: string;
  readonly password: string;
}

/**
 * A service reduced to what the protocol can see of one: which values it accepts, a lock, and logins. It stands
 * in for no database; the strategies are tested on real ones.
 */
export class ModelService {
  /** Accepted values, newest first; the service holds at most `slots`. */
  accepted: string[];
  readonly slots: number;
  readonly log: string[] = [];
  /** Called before and after every call; a test throws here to stop an instance. */
  onCall: (call: string) => unknown = () => {};
  lockLost = false;
  #queue: Promise<void> = Promise.resolve();
  #made = 0;
  #contenders = 0;

  constructor(accepted: readonly string[], slots: 1 | 2) {
    this.accepted = [...accepted];
    this.slots = slots;
  }

  async login(password: string, which: string): Promise<void> {
    const fits = this.accepted.includes(password);
    this.log.push(fits ? 'login' : 'refused login');
    if (!fits) throw new Refused('the model account', which);
  }

  async lock(contended: () => void): Promise<() => void> {
    const before = this.#queue;
    let release = () => {};
    this.#queue = new Promise((resolve) => {
      release = () => {
        this.#contenders -= 1;
        resolve();
      };
    });
    this.#contenders += 1;
    if (this.#contenders > 1) contended();
    await before;
    return release;
  }

  make(): string {
    this.#made += 1;
    return `model-value-${this.#made}`;
  }
}

/** Runs a call of the service between the two points at which an instance can be stopped. */
type Around = <Answer>(name: string, work: () => Promise<Answer>) => Promise<Answer>;

export function modelType(
  service: ModelService,
  around: Around = async (name, work) => {
    await service.onCall(`before ${name}`);
    const answer = await work();
    await service.onCall(`after ${name}`);
    return answer;
  },
): SecretType<ModelValue> {
  return {
    type: 'model',
    strategies: ['model'],
    parse: (secret, text) => {
      const value: unknown = JSON.parse(text.reveal());
      if (isModelValue(value)) return value;
      throw new SecretMalformed(secret, ['password: missing']);
    },
    format: (value) => new Sensitive(JSON.stringify(value)),
    differences: (current, other) => (current.host === other.host ? [] : ['host']),
    account: ({ host }) => host,
    check: async (_, { password }) => {
      await around('check', () => service.login(password, 'stored'));
      return 'accepted';
    },
    open: async (access) => {
      const { as, value: known } = await around('open', () => enter(service, access));
      const release = await service.lock(access.contended);
      return {
        ...opened(service, access.current, release, around),
        login: {
          currentRefused: as !== 'current',
          hasAccepted: (value) => value.password === known.password,
          testCurrent: async () => {},
        },
      };
    },
  };
}

async function enter(
  service: ModelService,
  { current, pending, previous, expected }: RotationContext<ModelValue>,
): Promise<{ readonly as: 'current' | 'pending' | 'previous'; readonly value: ModelValue }> {
  const readCurrent = async () => current;
  const stored = { current: readCurrent, pending, previous };
  for (const as of stagesInOrder(expected, service.slots === 1)) {
    const read = stored[as];
    const value = await read();
    const entered =
      value &&
      (await service.login(value.password, 'known').then(
        () => true,
        () => false,
      ));
    if (entered) return { as, value };
  }
  throw new Refused('the model account', 'current');
}

function opened(
  service: ModelService,
  current: ModelValue,
  release: () => void,
  around: Around,
): Service<ModelValue> {
  return {
    strategy: 'model',
    reason: 'there is no other',
    acceptsBoth: service.slots === 2,
    exclusive: true,
    installs: true,
    revocation: service.slots === 1 ? revocation(service, around) : undefined,
    endsPrevious: () => true,
    create: async () => ({ ...current, password: service.make() }),
    set: (next) =>
      around('set', async () => {
        if (service.accepted[0] === next.password) return;
        service.log.push('set');
        const kept = service.slots === 2 ? [current.password] : [];
        service.accepted = [next.password, ...kept];
      }),
    test: (next) => around('prove', () => service.login(next.password, 'pending')),
    afterPromotion: async () => {},
    confirmLock: async () => {
      if (service.lockLost) throw new Busy('the model service', 'the lock was lost');
    },
    [Symbol.asyncDispose]: async () => release(),
  };
}

function revocation(service: ModelService, around: Around): Revocation<ModelValue> {
  return {
    retire: async () => ({ state: 'unable', why: 'it was gone with the one that took its place' }),
    revokeAll: async () => ({ sessions: undefined, gaps: [] }),
    testRevoked: (old) =>
      around('tryOld', async () => (service.accepted.includes(old.password) ? 'accepted' : 'refused')),
  };
}

function isModelValue(value: unknown): value is ModelValue {
  return typeof value === 'object' && value !== null && 'host' in value && 'password' in value;
}
