import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';

const Port = z.int().min(1).max(65_535);

/** An address that applications connect to, as DescribeDBInstanceNetInfo answers it. */
const Endpoint = z.strictObject({
  ConnectionString: z.string().min(1).max(253),
  Port,
  IPType: z.enum(['Inner', 'Private', 'Public']).default('Private'),
  ConnectionStringType: z.enum(['Normal', 'ReadWriteSplitting']).default('Normal'),
});

const Password = z.union([z.instanceof(Sensitive), z.string().min(1)], 'it is no password');

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** A database server that the sandbox shows as an RDS instance, and the account by which it acts on that server. */
export const RdsInstance = z
  .strictObject({
    DBInstanceId: z.string().regex(/^[A-Za-z][\w-]{1,63}$/, 'it is no id such as rm-shop'),
    DBInstanceDescription: z.string().max(256).optional(),
    Engine: z.enum(['MySQL', 'MariaDB', 'PostgreSQL']),
    EngineVersion: z.string().regex(/^\d{1,2}(\.\d{1,3})*$/, 'it is no version such as 8.0'),
    DBInstanceStatus: z.string().min(1).default('Running'),
    LockMode: z.string().min(1).default('Unlock'),
    Endpoints: z.array(Endpoint).min(1, 'there is no endpoint'),
    /** Address of the server itself. */
    Host: z.string().min(1).max(253),
    Port,
    AdminName: z.string().min(1),
    AdminPassword: Password.transform((one) => (typeof one === 'string' ? new Sensitive(one) : one)),
    /** PEM certificates. With them the sandbox connects over TLS and verifies the server. */
    CertificateAuthority: z.string().min(1).optional(),
  })
  .refine(({ Host, CertificateAuthority }) => loopback.test(Host) || CertificateAuthority !== undefined, {
    path: ['CertificateAuthority'],
    message: 'it is needed for a server that is not on this machine',
  });
export type RdsInstance = Readonly<z.output<typeof RdsInstance>>;
export type RdsInstanceInput = z.input<typeof RdsInstance>;
