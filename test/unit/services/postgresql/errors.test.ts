import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RotationError } from '../../../../shared/engine/rotation/errors.ts';
import { ServerError, translate } from '../../../../shared/services/postgresql/errors.ts';

const attempt = { service: 'db:5432', principal: 'app' };

describe('an error of PostgreSQL', () => {
  it('holds the code and its meaning, and no code that a server has made up', () => {
    expect(new ServerError('42601').message).toContain('(SQLSTATE 42601)');
    expect(new ServerError('canary of a server').words).toBe('SQLSTATE XX000');
  });

  it.each([
    ['25006', 'busy'],
    ['40P01', 'busy'],
    ['53300', 'busy'],
    ['55P03', 'busy'],
    ['57P03', 'busy'],
    ['08006', 'unreachable'],
    ['57P01', 'unreachable'],
    ['57P05', 'unreachable'],
  ])('with SQLSTATE %s is %s', (sqlState, code) => {
    expect(translate(new ServerError(sqlState), attempt)).toMatchObject({ code });
  });

  it('for a missing privilege prints what to add', () => {
    const needs = { what: 'alter "app"', fix: 'alter role "admin" createrole' };
    expect(translate(new ServerError('42501'), { ...attempt, needs })).toMatchObject({
      code: 'privilege-missing',
      fix: needs.fix,
    });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'tls-failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-failed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-failed'],
    ['ECONNRESET', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
  ])('of the connection with code %s is %s', (code, expected) => {
    expect(translate(Object.assign(new Error('said the runtime'), { code }), attempt)).toMatchObject({
      code: expected,
    });
  });

  it.each([
    ['a code that no list has', new ServerError('P0001'), /db:5432 answered with SQLSTATE P0001\./],
    [
      'what the driver cannot read',
      new TypeError('canary'),
      /db:5432 answered with a message that the driver does not know/,
    ],
  ])('is an answer of the service all the same: %s', (_, error, message) => {
    const told = translate(error, attempt);
    expect(told).toMatchObject({ code: 'service-error', message: expect.stringMatching(message) });
    expect(inspect(told, { depth: 5 })).not.toContain('canary');
  });

  it('is not translated twice', () => {
    const error = new RotationError('busy', 'busy');
    expect(translate(error, attempt)).toBe(error);
  });
});
