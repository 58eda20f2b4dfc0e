import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBeside, hasKey, keysOf, removeKey } from '../../../../shared/services/ssh/authorized-keys.ts';
import type { PublicKey } from '../../../../shared/services/ssh/public-key.ts';
import { parsePublicKey } from '../../../../shared/services/ssh/public-key.ts';

function keyNumber(number: number): PublicKey {
  const type = Buffer.from('ssh-ed25519');
  const parts = [type, Buffer.alloc(32, number)].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return { type: 'ssh-ed25519', blob: Buffer.concat(parts).toString('base64') };
}

const [old, added, theirs] = [keyNumber(1), keyNumber(2), keyNumber(3)];
const line = ({ type, blob }: PublicKey) => `${type} ${blob}`;
const add = (file: string) => addBeside(file, old, added, 'ours');

const hostile = [
  ['no options', '', ' me@here'],
  ['no comment', '', ''],
  ['a comment of several words', '', ' me at   home \t'],
  ['plain options', 'no-pty,no-X11-forwarding ', ''],
  ['a source', 'from="10.0.0.0/8,!10.0.0.1" ', ' x'],
  ['a command with blanks', 'command="/bin/run --all now",restrict ', ' x'],
  ['a command with quotes', 'command="echo \\"a b\\" c",no-pty ', ' x'],
  ['a command with a key in it', `command="echo ${line(theirs)} x" `, ' x'],
  ['an environment with a hash sign', 'environment="A=# b" ', ' # x'],
  ['blanks before it', '  \t ', ' x'],
  ['tabs between', 'restrict\t', '\tx'],
] as const;

describe.each(hostile)('a line with %s', (_, before, after) => {
  const file = `# first\n\n${before}${line(old)}${after}\n${line(theirs)} theirs\n`;

  it('gives its options, and only these, to the key that joins it', () => {
    const joined = `${before}${line(added)} ours\n`;
    expect(add(file)).toBe(file.replace(`${line(old)}${after}\n`, `${line(old)}${after}\n${joined}`));
  });

  it('is as it was once the key that joined it is gone', () => {
    expect(removeKey(add(file), added)).toBe(file);
  });

  it('goes without a trace of the others', () => {
    expect(removeKey(file, old)).toBe(`# first\n\n${line(theirs)} theirs\n`);
  });
});

describe('the file of authorized keys', () => {
  it.each([
    ['a final newline', `${line(old)}\n`, `${line(old)}\n${line(added)} ours\n`],
    ['no final newline', line(old), `${line(old)}\n${line(added)} ours`],
    [
      'the line ends of another system',
      `# a\r\n${line(old)} x\r\n`,
      `# a\r\n${line(old)} x\r\n${line(added)} ours\r\n`,
    ],
    ['the same without a last one', `# a\r\n${line(old)}`, `# a\r\n${line(old)}\r\n${line(added)} ours`],
  ])('keeps %s', (_, file, expected) => {
    expect(add(file)).toBe(expected);
    expect(removeKey(add(file), added)).toBe(file);
  });

  it('gets the new key beside each line of the old one, where there are several', () => {
    const file = `from="a" ${line(old)} 1\n${line(theirs)}\nfrom="b" ${line(old)} 2\n`;
    expect(add(file)).toBe(
      `from="a" ${line(old)} 1\nfrom="a" ${line(added)} ours\n${line(theirs)}\nfrom="b" ${line(old)} 2\nfrom="b" ${line(added)} ours\n`,
    );
    expect(removeKey(file, old)).toBe(`${line(theirs)}\n`);
  });

  it('is the same after a second time', () => {
    const file = `# x\n${line(old)} 1\n${line(theirs)}`;
    expect(add(add(file))).toBe(add(file));
  });

  it('is left alone where the old key is not in it', () => {
    expect(add(`${line(theirs)}\n`)).toBe(`${line(theirs)}\n`);
    expect(removeKey(`${line(theirs)}`, old)).toBe(line(theirs));
    expect(add('')).toBe('');
  });

  it('takes a key for the same however its line is written', () => {
    const unpadded = line(old).replace(/=+$/, '');
    expect(hasKey(`no-pty  ssh-ed25519\t${old.blob} other name`, old)).toBe(true);
    expect(hasKey(`${unpadded} x`, old)).toBe(true);
  });

  it.each([
    ['a comment', `# ${line(old)}`],
    ['an option', `command="${line(old)}" ${line(theirs)}`],
    ['the comment of another key', `${line(theirs)} ${line(old)}`],
    ['a line the server cannot read', `no-pty, no-agent ${line(old)}`],
    ['a longer key', `${line(old).slice(0, -4)}AAAA${line(old).slice(-4)}`],
  ])('does not take %s for the key', (_, file) => {
    expect(hasKey(file, old)).toBe(false);
    expect(removeKey(file, old)).toBe(file);
  });

  it('tells its keys with their comments', () => {
    const file = `# x\n${line(old)} a  b\nno-pty ${line(added)} ours \r\n${line(theirs)}\ngarbage`;
    expect(keysOf(file)).toEqual([
      { key: old, comment: 'a  b' },
      { key: added, comment: 'ours' },
      { key: theirs, comment: '' },
    ]);
  });

  it('keeps every line of others byte for byte, whatever they are', () => {
    const others = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\n', ' ')),
        fc.constantFrom('', '#', `# ${line(old)}`, `from="x" ${line(theirs)} é`, '"', 'a="\\"'),
      ),
    );
    const end = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(others, others, end, fc.boolean(), (above, below, eol, ended) => {
        const file = [...above, `${line(old)} x`, ...below].join(eol) + (ended ? eol : '');
        const joined = add(file);
        expect(removeKey(joined, added)).toBe(file);
        expect(hasKey(joined, added) && hasKey(joined, old)).toBe(true);
        const kept = file.split(/\r?\n/).filter((one) => !hasKey(one, old));
        expect(removeKey(file, old).split(/\r?\n/)).toEqual(kept.length > 0 ? kept : ['']);
      }),
    );
  });
});

describe('a public key', () => {
  it.each([
    ['nothing', ''],
    ['a name alone', 'ssh-ed25519'],
    ['a type that is not the blob’s', `ssh-rsa ${old.blob}`],
    ['a blob that is cut', `ssh-ed25519 ${old.blob.slice(0, 8)}`],
    ['two keys in one word', `ssh-ed25519 ${old.blob},${old.blob}`],
  ])('is not read from %s', (_, text) => {
    expect(parsePublicKey(text)).toBeUndefined();
  });
});
