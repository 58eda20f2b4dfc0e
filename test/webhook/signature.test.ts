import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../shared/credentials/sensitive.ts';
import { signatureHeaders } from '../../shared/webhook/signature.ts';
import { signatureCheck } from '../webhook-example/check-signature.ts';

const key = 'k'.repeat(32);
const request = { path: '/rotate?x=1', body: '{"Step":"setSecret"}', nonce: 'n1' };
const sign = (changes: Partial<typeof request & { now: number }> = {}) =>
  signatureHeaders(new Sensitive(key), { now: Date.now(), ...request, ...changes });

describe('the check of a receiver', () => {
  it('takes a signed request, once', () => {
    const check = signatureCheck(key);
    const headers = sign();
    expect(check(headers, request.path, request.body)).toBe(true);
    expect(check(headers, request.path, request.body)).toBe(false);
    expect(check(sign({ nonce: 'n2' }), request.path, request.body)).toBe(true);
  });

  it.each<[string, Parameters<ReturnType<typeof signatureCheck>>]>([
    ['another body', [sign(), request.path, `${request.body} `]],
    ['another path', [sign(), '/rotate?x=2', request.body]],
    ['another nonce', [{ ...sign(), 'x-rotation-nonce': 'n2' }, request.path, request.body]],
    ['another time', [{ ...sign(), 'x-rotation-time': '1' }, request.path, request.body]],
    ['an old time', [sign({ now: Date.now() - 400_000 }), request.path, request.body]],
    ['a time to come', [sign({ now: Date.now() + 400_000 }), request.path, request.body]],
    ['no time', [sign({ now: Number.NaN }), request.path, request.body]],
    ['no signature', [{ ...sign(), 'x-rotation-signature': '' }, request.path, request.body]],
    ['no headers', [{}, request.path, request.body]],
  ])('refuses %s', (_, given) => {
    expect(signatureCheck(key)(...given)).toBe(false);
  });

  it('refuses another key', () => {
    expect(signatureCheck('l'.repeat(32))(sign(), request.path, request.body)).toBe(false);
  });
});
