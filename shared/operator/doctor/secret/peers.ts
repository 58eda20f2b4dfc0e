import * as z from 'zod';
import { tlsPeers } from '../../../services/database/tls-peer.ts';

/** A certificate of a server. Its names were chosen by its owner. */
interface Certificate {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly validTo: number;
}

/** A server that has shown its name by TLS. */
export interface TlsPeer {
  /** Host and port. */
  readonly service: string;
  /** The server's own certificate first, then the one that signed it, and so on. */
  readonly chain: readonly Certificate[];
}

const Peer = z.object({ service: z.string(), certificate: z.unknown() });

/** A certificate as Node shows it. The last one of a chain has itself as its issuer. */
const Shown = z.object({
  subject: z.object({ CN: z.union([z.string(), z.array(z.string())]).optional() }),
  valid_to: z.string(),
  fingerprint256: z.string(),
  issuerCertificate: z.unknown().optional(),
});

const longestChain = 10;

/** Calls the listener for each server that shows its name while `work` runs. */
export async function withPeers<Answer>(
  listener: (peer: TlsPeer) => void,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const listen = (message: unknown) => {
    const { service, certificate } = Peer.parse(message);
    const chain = chainOf(certificate);
    // A resumed session of TLS shows no certificate again.
    if (chain.length > 0) listener({ service, chain });
  };
  tlsPeers.subscribe(listen);
  try {
    return await work();
  } finally {
    tlsPeers.unsubscribe(listen);
  }
}

function chainOf(first: unknown): readonly Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let next = Shown.safeParse(first).data;
  while (next && !seen.has(next.fingerprint256) && chain.length < longestChain) {
    seen.add(next.fingerprint256);
    const name = [next.subject.CN ?? 'a certificate without a name'].flat().join(' ');
    chain.push({ name, validTo: Date.parse(next.valid_to) });
    next = Shown.safeParse(next.issuerCertificate).data;
  }
  return chain;
}
