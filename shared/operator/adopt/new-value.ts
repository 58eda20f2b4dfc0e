import { readFlatJson, replaceFields } from '../../engine/credentials/flat-json.ts';
import { SecretMalformed } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { Sensitive } from '../../runtime/sensitive.ts';

/** The public fields of a database secret, as a command gives them. */
export interface Login {
  readonly account?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly port?: string | undefined;
  readonly database?: string | undefined;
  readonly instance?: string | undefined;
}

/** Returns the value of a database secret: flat JSON of strings, which every official reader takes. */
export function loginValue(login: Login, password: Sensitive): Sensitive {
  const { account, endpoint, port, database, instance } = login;
  const fields = {
    AccountName: account,
    AccountPassword: password.reveal(),
    Endpoint: endpoint,
    Port: port,
    DBName: database,
    DBInstanceId: instance,
  };
  return new Sensitive(JSON.stringify(fields));
}

/** The most bytes of a value. Source: KMS CreateSecret. */
const mostBytes = 30_720;

/**
 * Returns a value as it is created, with `Port` as a string, since some official readers refuse numbers. Everything
 * else stays. Throws SecretMalformed if KMS would not take it.
 */
export function asCreated(secret: SecretId, value: Sensitive): Sensitive {
  if (value.reveal() === '') throw new SecretMalformed(secret, ['the value is empty']);
  if (Buffer.byteLength(value.reveal()) > mostBytes)
    throw new SecretMalformed(secret, [`the value is longer than the ${mostBytes} bytes that KMS takes`]);
  const fields = readFlatJson(value);
  const port = Array.isArray(fields) ? undefined : fields.get('Port');
  return typeof port === 'number' ? replaceFields(value, { Port: new Sensitive(String(port)) }) : value;
}
