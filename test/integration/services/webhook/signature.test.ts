import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { signatureHeaders } from '../../../../shared/services/webhook/signature.ts';
import { signatureCheck } from '../../webhook-example/check-signature.ts';

const key = 'k'.repeat(32);
const host = 'hooks.example.com:443';
const request = { path: '/rotate?x=1', body: '{"Step":"setSecret"}', nonce: 'n1' };
const url = new URL(`https://Hooks.example.com${request.path}`);
const sign = (changes: Partial<{ url: URL; nonce: string; now: number }> = {}) =>
  signatureHeaders(new Sensitive(key), {
    now: Date.now(),
    url,
    body: request.body,
    nonce: request.nonce,
    ...changes,
  });

describe('the check of a receiver', () => {
  it('takes a signed request, once', () => {
    const check = signatureCheck(key, host);
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
    [
      'another host',
      [sign({ url: new URL('https://other.example.com/rotate?x=1') }), request.path, request.body],
    ],
    [
      'another port',
      [sign({ url: new URL('https://hooks.example.com:8443/rotate?x=1') }), request.path, request.body],
    ],
    ['an old time', [sign({ now: Date.now() - 400_000 }), request.path, request.body]],
    ['a time to come', [sign({ now: Date.now() + 400_000 }), request.path, request.body]],
    ['no time', [sign({ now: Number.NaN }), request.path, request.body]],
    ['no signature', [{ ...sign(), 'x-rotation-signature': '' }, request.path, request.body]],
    ['no headers', [{}, request.path, request.body]],
  ])('refuses %s', (_, given) => {
    expect(signatureCheck(key, host)(...given)).toBe(false);
  });

  it('refuses another key', () => {
    expect(signatureCheck('l'.repeat(32), host)(sign(), request.path, request.body)).toBe(false);
  });

  it.each([
    ['https://hooks.example.com./', 'hooks.example.com:443'],
    ['http://127.0.0.1/', '127.0.0.1:80'],
    ['https://[::1]:8443/', '[::1]:8443'],
  ])('is of the host and port of %s', (address, own) => {
    expect(signatureCheck(key, own)(sign({ url: new URL(address) }), '/', request.body)).toBe(true);
  });
});
