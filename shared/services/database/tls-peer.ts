import { channel } from 'node:diagnostics_channel';

/** Servers that have shown their name by TLS, for whoever listens in this process: `{ service, certificate }`. */
export const tlsPeers = channel('secret-rotation:tls-peer');

/** A socket that shows the certificate of its server, with the chain. */
interface Secured {
  getPeerCertificate(detailed: true): object;
}

/** Tells whoever listens to which server a session speaks. Reads nothing if nobody listens. */
export function announcePeer(service: string, socket: Secured): void {
  if (tlsPeers.hasSubscribers) tlsPeers.publish({ service, certificate: socket.getPeerCertificate(true) });
}
