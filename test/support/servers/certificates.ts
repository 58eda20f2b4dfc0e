import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';

const run = promisify(execFile);
const YEARS = ['-days', '3650'];
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** The files of the authority that all test servers share, and of the certificate it gave them. */
export async function serverCertificates(): Promise<Certificates> {
  return issuedBy('the test servers', 'certificates');
}

/** Those of a server that somebody else may have started, whose authority lies in this file. */
export function certificatesBeside(authority: string): Certificates {
  return within(dirname(authority));
}

/** An authority that signed nothing a test server shows: a client that trusts only it must refuse them all. */
export async function strangersCertificates(): Promise<Certificates> {
  return issuedBy('a stranger', 'certificates-of-a-stranger');
}

async function issuedBy(owner: string, name: string): Promise<Certificates> {
  const make = (folder: string) => makeCertificates(folder, owner);
  return within(await cached({ name, make, isUsable: isReadable }));
}

function isReadable(folder: string): Promise<boolean> {
  return Promise.all(Object.values(within(folder)).map((path) => access(path, constants.R_OK))).then(
    () => true,
    () => false,
  );
}

function within(folder: string) {
  return {
    authority: join(folder, 'authority.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
  };
}

async function makeCertificates(folder: string, owner: string): Promise<void> {
  const openssl = (...words: string[]) => run('openssl', words, { cwd: folder });
  const name = ['-subj', `/CN=Authority of ${owner}`];
  await openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    ...YEARS,
    ...name,
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
  );
  await openssl('req', ...NEW_KEY, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  await writeFile(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signer = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'];
  await openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    ...signer,
    ...YEARS,
    '-extfile',
    'names',
    '-out',
    'server.pem',
  );
  // Whoever has it could speak for a server.
  await rm(join(folder, 'authority.key'));
}
