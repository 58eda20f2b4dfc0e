import { rootCertificates } from 'node:tls';
import type { SecretId } from '../engine/rotation/store.ts';
import { retry, type Transience } from '../runtime/retry.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { messageOf } from '../runtime/text.ts';
import { ComeBack } from '../services/webhook/come-back.ts';
import { findPeer, type Peer, type Resolve } from '../services/webhook/peer.ts';
import { NoReply, post, type Reply } from '../services/webhook/post.ts';
import type { Form } from './message.ts';

export interface Delivery {
  /** The secret that holds the address. Errors name it. */
  readonly secret: SecretId;
  /** The allowed hosts, as for rotation webhooks: see Search. */
  readonly hosts: readonly string[];
  readonly authorities: string | undefined;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve;
  /** Milliseconds that one attempt may take, including its connection. */
  readonly patience?: number;
}

/** An error for a message that the receiver did not accept. It shows nothing but a code of the answer. */
export class Undelivered extends Error {
  constructor(host: string, why: string) {
    super(messageOf(`${host} ${why}`));
    this.name = 'Undelivered';
  }
}

const usualPatience = 3_000;
const transient: readonly number[] = [429, 502, 503, 504];

/** Delivers a message. Throws Undelivered, or the RotationError of an address that is forbidden or not found. */
export async function deliver(form: Form, delivery: Delivery): Promise<void> {
  const { secret, hosts, signal, resolve } = delivery;
  const setting = `the Url in ${secret}`;
  const search = { secret, address: form.address.reveal(), hosts, signal, setting };
  const peer = await findPeer(resolve === undefined ? search : { ...search, resolve });
  const { host } = peer.url;
  try {
    const reply = await retry(() => attempt(form, peer, delivery), classify(form), signal);
    const objection = objectionTo(reply, form);
    if (objection !== undefined) throw new Undelivered(host, objection);
  } catch (error) {
    if (error instanceof ComeBack) throw new Undelivered(host, `kept answering ${error.status}`);
    if (error instanceof NoReply) throw new Undelivered(host, `gave no complete answer: ${error.why}`);
    throw error;
  }
}

async function attempt(form: Form, peer: Peer, delivery: Delivery): Promise<Reply> {
  const { authorities, signal, patience = usualPatience } = delivery;
  const { url, headers, body } = await form.write(systemClock.now());
  const reply = await post(
    { ...peer, url },
    {
      headers,
      body,
      authorities: authorities && publicAnd(authorities),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    },
  );
  if (transient.includes(reply.status)) throw new ComeBack(reply);
  return reply;
}

/** Adds the operator's own authority to the public ones: a robot is seldom in the network of the databases. */
function publicAnd(authorities: string): string {
  return [...rootCertificates, authorities].join('\n');
}

function objectionTo({ status, body }: Reply, form: Form): string | undefined {
  if (status >= 300 && status < 400) return `redirects (${status})`;
  if (status < 200 || status >= 300) return `answered ${status}`;
  const objection = form.objection(body);
  return objection && `answered ${status} with ${objection}`;
}

/** Decides which failures are retried. An unanswered message may have arrived: only a repeatable one is sent again. */
function classify({ repeatable }: Form): (error: unknown) => Transience | undefined {
  return (error) => {
    if (error instanceof ComeBack) return { wait: error.wait };
    if (!(error instanceof NoReply)) return undefined;
    if (error.why !== 'ECONNREFUSED' && error.why !== 'ECONNRESET') return undefined;
    return error.stage !== 'sent' || repeatable ? { wait: 0 } : undefined;
  };
}
