import { describe, expect, it } from 'vitest';
import { SecretMalformed } from '../../../../shared/engine/rotation/errors.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { fromAws } from '../../../../shared/operator/adopt/aws-secret.ts';
import { asCreated } from '../../../../shared/operator/adopt/new-value.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';

const secret = SecretId.parse('shop/app');
const convert = (text: string, hasAdmin = false) => fromAws(secret, new Sensitive(text), hasAdmin);
const canary = 'Canary-of-a-password';
const aws = `{"username": "app", "password": "${canary}", "host": "db.example.com"`;

describe('a secret of AWS', () => {
  it('keeps every character but the names of its fields', () => {
    const text = `${aws},\n  "port": 3306, "dbname":"shop","id": 12345678901234567890.0 }`;
    const { value, notes } = convert(text);
    expect(value.reveal()).toBe(
      `{"AccountName": "app", "AccountPassword": "${canary}", "Endpoint": "db.example.com",\n  "Port": 3306, "DBName":"shop","id": 12345678901234567890.0 }`,
    );
    expect(asCreated(secret, value).reveal()).toContain('"Port": "3306"');
    expect(notes).toEqual(['kept under their names of AWS: id']);
  });

  it('renames a field whose name is written with escapes, and none that only looks alike', () => {
    const { value } = convert(String.raw`${aws}, "db\u006eame": "shop", "note": "\"host\": 1"}`);
    expect(JSON.parse(value.reveal())).toMatchObject({ DBName: 'shop', note: '"host": 1' });
  });

  it.each([
    [false, /masterarn is kept.*name it with --admin/],
    [true, /masterarn is kept.*cannot be followed/],
  ])('tells of an admin that cannot be followed, with an admin named: %s', (hasAdmin, told) => {
    const { value, notes } = convert(`${aws}, "masterarn": "arn:aws:x"}`, hasAdmin);
    expect(JSON.parse(value.reveal())).toHaveProperty('masterarn', 'arn:aws:x');
    expect(notes).toEqual([expect.stringMatching(told)]);
  });

  it.each([
    ['no JSON', canary, /not a JSON object/],
    ['the whole answer of AWS', `{"SecretString": "{}", "Name": "${canary}"}`, /--query SecretString/],
    ['a missing field', `{"username": "app", "password": "${canary}"}`, /host: is missing/],
    ['a field under both names', `${aws}, "Endpoint": "${canary}"}`, /Endpoint: is there beside host/],
    ['a name that is there twice', `${aws}, "host": "${canary}"}`, /host: occurs more than once/],
    ['a nested field', `${aws}, "replicas": ["${canary}"]}`, /replicas: must be a string/],
  ])('is refused without a word of it: %s', (_, text, told) => {
    const refused = () => convert(text);
    expect(refused).toThrow(SecretMalformed);
    expect(refused).toThrow(told);
    expect(refused).not.toThrow(canary);
  });
});
