import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as accessKey from '../../../functions/access-key/secret.ts';
import * as generic from '../../../functions/generic/secret.ts';
import * as mysql from '../../../functions/rds-mysql/secret.ts';
import * as postgresql from '../../../functions/rds-postgresql/secret.ts';
import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { formatDatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { flatFields, type Written, written } from './flat-text.ts';

const secret = SecretId.parse('test/value');
const fresh = new Sensitive('n€w "value"\\');
const database = { AccountName: 'app', AccountPassword: 'canary-1', Endpoint: 'db.example' };

interface Kind {
  readonly kind: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly renews: string;
  renew(text: Sensitive): Sensitive;
}

const kinds: readonly Kind[] = [
  {
    kind: 'MySQL',
    fields: database,
    renews: 'AccountPassword',
    renew: (text) => formatDatabaseSecret({ ...mysql.parseSecret(secret, text), AccountPassword: fresh }),
  },
  {
    kind: 'PostgreSQL',
    fields: database,
    renews: 'AccountPassword',
    renew: (text) =>
      formatDatabaseSecret({ ...postgresql.parseSecret(secret, text), AccountPassword: fresh }),
  },
  {
    kind: 'an AccessKey',
    fields: { AccessKeyId: 'LTAI1', AccessKeySecret: 'canary-1', UserName: 'app' },
    renews: 'AccessKeySecret',
    renew: (text) =>
      accessKey.formatSecret({ ...accessKey.parseSecret(secret, text), AccessKeySecret: fresh }),
  },
  {
    kind: 'anything',
    fields: { Token: 'canary-1' },
    renews: 'Token',
    renew: (text) => {
      const value = generic.parseSecret(secret, text, 'text');
      return generic.formatSecret(generic.withFields(value, { Token: fresh }));
    },
  },
];

describe.each(kinds)('a value of $kind', ({ fields, renews, renew }) => {
  const own = Object.entries(fields).map(([name, value]) => ({
    name: JSON.stringify(name),
    before: ' : ',
    value: JSON.stringify(value),
    after: '\n',
  }));
  const renewed = (one: Written) =>
    JSON.parse(one.name) === renews ? { ...one, value: JSON.stringify(fresh.reveal()) } : one;
  const ports = fc.constantFrom('5432', '"5432"', '"05432"');

  it('keeps every character but those of the field that is renewed', () => {
    const property = fc.property(
      flatFields([...Object.keys(fields), 'Port']),
      ports,
      fc.constantFrom('', ' ', '\r\n\t'),
      fc.integer({ min: 0, max: 6 }),
      (others, port, lead, turn) => {
        const all = [...own, ...others, { name: '"Port"', before: ':', value: port, after: '' }];
        const turned = [...all.slice(turn), ...all.slice(0, turn)];
        const result = renew(new Sensitive(written(turned, lead))).reveal();
        expect(result).toBe(written(turned.map(renewed), lead));
      },
    );
    fc.assert(property, { numRuns: exhaustive ? 3_000 : 100 });
  });

  it('is refused by a name that is there twice, however it is written, and no value is repeated', () => {
    const property = fc.property(
      flatFields(Object.keys(fields)),
      fc.nat(),
      fc.constantFrom('"canary-2"', '1', '{"a":["canary-3"]}', '[{}]', 'null'),
      fc.boolean(),
      (others, which, value, first) => {
        const all = [...own, ...others];
        const { name = '""' } = all[which % all.length] ?? {};
        const again = { name: escaped(name), before: ':', value, after: ' ' };
        const text = written(first ? [again, ...all] : [...all, again]);
        const message = refusal(() => renew(new Sensitive(text)));
        expect(message).toMatch(/: occurs more than once/);
        expect(message).not.toContain('canary');
      },
    );
    fc.assert(property, { numRuns: exhaustive ? 3_000 : 100 });
  });
});

/** The same name with its first character written as an escape. */
function escaped(name: string): string {
  const plain: string = JSON.parse(name);
  const code = plain.charCodeAt(0);
  if (Number.isNaN(code)) return name;
  return `"\\u${code.toString(16).padStart(4, '0')}${JSON.stringify(plain.slice(1)).slice(1)}`;
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RotationError && error.code === 'secret-malformed') return error.message;
    throw error;
  }
  return 'not refused';
}
