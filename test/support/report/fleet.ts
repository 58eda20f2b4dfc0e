import * as z from 'zod';
import type { ListedSecret } from '../../../shared/engine/rotation/store.ts';

const hour = 3_600_000;
const day = 24 * hour;

export const now = Date.parse('2026-11-25T08:00:00Z');

/** As the listing of KMS is read: whatever it has for a name. */
const Name = z.string().brand<'SecretId'>();

export function listed(name: string, tags: Readonly<Record<string, string>>, made = 200 * day): ListedSecret {
  return {
    secret: Name.parse(name),
    tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`rotation:${key}`, value])),
    createTime: now - made,
    plannedDeleteTime: undefined,
  };
}

const ago = (milliseconds: number) => new Date(now - milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
const mysql = { type: 'rds-mysql', strategy: 'dual-password', schedule: 'every:30d' };
const postgresql = { type: 'rds-postgresql', strategy: 'alternating-users', schedule: 'every:90d' };
const key = { type: 'access-key', schedule: 'cron:0_3_any_any_1@Asia/Shanghai' };
const generic = { type: 'generic', value: 'password' };
const success = (days: number, more = '') => `success=${ago(days * day)}/${more}failures=0`;

/** One of everything that a report has to tell, and enough of what is well. */
export const fleet: readonly ListedSecret[] = [
  listed('prod/payments/ledger-db', {
    ...mysql,
    status: `success=${ago(41 * day)}/failures=3:privilege-missing@${ago(3 * hour)}`,
  }),
  listed('prod/payments/refunds-db', {
    ...mysql,
    status: `success=${ago(38 * day)}/failures=3:privilege-missing@${ago(5 * hour)}`,
  }),
  listed('prod/search/index-db', {
    ...postgresql,
    status: `success=${ago(92 * day)}/failures=1:unreachable@${ago(40 * 60_000)}`,
  }),
  listed('staging/api/token', { ...generic, shedule: 'every:7d' }),
  listed('prod/mail/smtp', { ...generic, schedule: 'every:30d', status: success(45, 'retired=abc123/') }),
  listed('prod/web/session-db', { ...mysql, status: success(0.2, 'of=a1b2c3/') }),
  listed('prod/web/catalog-db', { ...mysql, status: success(12, 'retired=abc123/') }),
  listed('prod/web/cart-db', { ...mysql, status: success(25, 'retired=abc123/') }),
  listed('prod/web/images-key', { ...key, status: success(1.5, 'retired=abc123/') }),
  listed('prod/web/uploads-key', { ...key, status: success(1.4, 'retired=abc123/') }),
  listed('prod/crm/contacts-db', { ...postgresql, status: success(60) }),
  listed('prod/crm/archive-db', { ...postgresql, status: success(20, 'retired=abc123/') }),
  listed('prod/legacy/ftp-account', { ...generic, auto: 'off', status: success(310, 'retired=abc123/') }),
  listed('prod/partners/webhook-token', { ...generic }, 3 * day),
  listed('dev/sandbox-db', { ...mysql, schedule: 'every:300d' }, 10 * day),
  {
    ...listed('prod/old/report-db', { ...mysql, status: success(29, 'retired=abc123/') }),
    plannedDeleteTime: now + 5 * day,
  },
];
