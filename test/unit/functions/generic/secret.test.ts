import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  differentPlace,
  formatSecret,
  type GenericSecret,
  Private,
  parseSecret,
  readFields,
  withFields,
} from '../../../../functions/generic/secret.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';

const secret = SecretId.parse('test/generic');
const value = (text: string, dataType: 'text' | 'binary' = 'text'): GenericSecret =>
  parseSecret(secret, new Sensitive(text), dataType);
const renewed = (text: string, fields: Record<string, string>) =>
  formatSecret(
    withFields(
      value(text),
      Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, new Sensitive(one)])),
    ),
  ).reveal();

describe('a generic secret', () => {
  it.each([
    ['plain text', 'a token\n'],
    ['JSON as somebody laid it out', '{ "b": 1.0,\n\t"a": "\\u00e9" }\n'],
    ['a PEM block', '-----BEGIN X-----\nAAAA\n-----END X-----\n'],
  ])('is written as it was read: %s', (_, text) => {
    expect(formatSecret(value(text)).reveal()).toBe(text);
  });

  it.each([
    ['long numbers', '{"Id":12345678901234567890,"Token":"old"}', '{"Id":12345678901234567890,"Token":"n"}'],
    ['forms of numbers', '{"Rate":1.50,"Token":"old","X":1e3}', '{"Rate":1.50,"Token":"n","X":1e3}'],
    ['names that look like numbers', '{"b":1,"2":2,"Token":"old"}', '{"b":1,"2":2,"Token":"n"}'],
    ['the layout', '{\n  "Token" : "old" ,\n  "On": true\n}\n', '{\n  "Token" : "n" ,\n  "On": true\n}\n'],
    [
      'escapes',
      '{"q":"\\"\\\\\\/","Token":"o\\"ld","u":"\\ud83d\\ude00"}',
      '{"q":"\\"\\\\\\/","Token":"n","u":"\\ud83d\\ude00"}',
    ],
    ['the name of a prototype', '{"__proto__":"x","Token":"old"}', '{"__proto__":"x","Token":"n"}'],
    ['an escaped name', '{"Tok\\u0065n":"old"}', '{"Tok\\u0065n":"n"}'],
    [
      'text that looks like a field',
      '{"a":"\\"Token\\":\\"x\\"","Token":"old"}',
      '{"a":"\\"Token\\":\\"x\\"","Token":"n"}',
    ],
  ])('keeps %s when a field is renewed', (_, text, after) => {
    readFields(secret, value(text), z.object({}));
    expect(renewed(text, { Token: 'n' })).toBe(after);
  });

  it('takes any text into a field', () => {
    const text = 'a"b\\c\n$& é \u2028';
    expect(JSON.parse(renewed('{"Token":"old","k":1}', { Token: text }))).toEqual({ Token: text, k: 1 });
  });

  it.each([
    ['{"PrivateKey":"old"}', '{"PrivateKey":"n","PublicKey":"p"}'],
    ['{ }', '{"PrivateKey":"n","PublicKey":"p" }'],
    ['{"PublicKey":"old", "PrivateKey":false }', '{"PublicKey":"p", "PrivateKey":"n" }'],
  ])('gets the fields it lacks: %s', (text, after) => {
    expect(renewed(text, { PrivateKey: 'n', PublicKey: 'p' })).toBe(after);
  });

  it.each([
    ['a nested value', '{"a":{"canary":1}}', /a: must be a string, a number or a boolean/],
    ['null', '{"a":null}', /a: must be a string/],
    ['a list', '["canary"]', /is not a JSON object/],
    ['no JSON', 'canary{', /is not a JSON object/],
    ['a name twice', '{"a":"canary","a":"other"}', /a: occurs more than once/],
    ['a nested value under a name that comes again', '{"a":{"canary":1},"a":1}', /a: occurs more than once/],
    ['a field that is missing', '{"b":"canary"}', /Token: /],
    ['a field that is empty', '{"Token":"","b":"canary"}', /Token: is empty/],
  ])('is refused by its paths alone: %s', (_, text, message) => {
    const read = () => readFields(secret, value(text), z.object({ Token: Private }));
    expect(read).toThrow(message);
    expect(read).not.toThrow(/canary/);
  });

  it('has no fields where it is binary', () => {
    const read = () => readFields(secret, value('{"Token":"a"}', 'binary'), z.object({}));
    expect(read).toThrow(/binary/);
  });

  it('is refused where it is empty', () => {
    expect(() => value('')).toThrow(/the value is empty/);
  });

  it('shows nothing of itself when it is printed', () => {
    const given = value('{"Token":"canary-1"}');
    const fields = readFields(secret, given, z.object({ Token: Private }));
    expect(fields.Token.reveal()).toBe('canary-1');
    expect(
      [inspect([given, fields], { depth: 9, showHidden: true }), JSON.stringify([given, fields])].join(),
    ).not.toContain('canary');
  });
});

describe('another version', () => {
  const here = '{"AccountName":"a","Endpoint":"h","Port":22,"HostKey":"k","Token":"1"}';

  it.each([
    ['nothing', here.replace('"1"', '"2"'), []],
    ['the account', here.replace('"a"', '"b"'), ['AccountName']],
    ['the host and its key', here.replace('"h"', '"i"').replace('"k"', '"l"'), ['Endpoint', 'HostKey']],
    ['the port', here.replace('22', '23'), ['Port']],
    ['no port, written as text', here.replace('22', '"22"'), []],
    ['all of it', 'text', ['AccountName', 'Endpoint', 'Port', 'HostKey']],
  ])('is known to be of another place by %s', (_, text, paths) => {
    expect(differentPlace(value(here), value(text))).toEqual(paths);
  });

  it('of plain text is of the same place, unless its data type is another', () => {
    expect(differentPlace(value('a'), value('b'))).toEqual([]);
    expect(differentPlace(value('a'), value('b', 'binary'))).toEqual(['the data type']);
  });
});
