import { describe, expect, it } from 'vitest';
import { ServerError, translate } from '../../../shared/databases/postgresql/errors.ts';
import { RotationError } from '../../../shared/rotation/errors.ts';

const attempt = { service: 'db:5432', principal: 'app' };

describe('an error of PostgreSQL', () => {
  it('holds no verifier, whatever the server quotes', () => {
    const error = new ServerError('42601', `syntax error at 'SCRAM-SHA-256$4096:c2FsdA==$c3Q=:c2s='`);
    expect(error.message).toBe(`syntax error at '[verifier]' (SQLSTATE 42601)`);
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
    expect(translate(new ServerError(sqlState, 'said the server'), attempt)).toMatchObject({ code });
  });

  it('for a missing privilege prints what to add', () => {
    const needs = { what: 'alter "app"', fix: 'alter role "admin" createrole' };
    expect(translate(new ServerError('42501', 'permission denied'), { ...attempt, needs })).toMatchObject({
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

  it('is a bug where it is none of these, and passes as it is', () => {
    for (const bug of [new ServerError('42601', 'syntax error'), new TypeError('undefined'), 'text'])
      expect(translate(bug, attempt)).toBe(bug);
  });

  it('is not translated twice', () => {
    const error = new RotationError('busy', 'busy');
    expect(translate(error, attempt)).toBe(error);
  });
});
