import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits, identifier, literal } from '../../../../shared/services/postgresql/quoting.ts';
import { engines } from '../../../support/servers/running.ts';
import { World } from './world.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.stringMatching(/^['"\\;$%\s-]{0,40}$/),
);

describe.each(engines('postgresql'))('quoting for PostgreSQL $version', (server) => {
  it('gives back every name and every text as it was', async () => {
    const world = await World.make(server);
    const session = await world.connect({ ...server.admin, database: world.database });
    await fc.assert(
      fc.asyncProperty(hostile.filter(fits), hostile.map(withoutZero), async (name, text) => {
        const { rows, fields } = await session.query(`select ${literal(text)} as ${identifier(name)}`);
        expect(fields.map((field) => field.name)).toEqual([name]);
        expect(rows).toEqual([{ [name]: text }]);
      }),
      { numRuns: 300 },
    );
    await session.end();
  });
});

describe('quoting', () => {
  it.each(['', 'a'.repeat(64), '☂'.repeat(22), 'zero\0'])('refuses the name %j', (name) => {
    expect(() => identifier(name)).toThrow(/63 bytes/);
  });

  it('takes a name of just 63 bytes', () => {
    expect(identifier('☂'.repeat(21))).toBe(`"${'☂'.repeat(21)}"`);
  });

  it('refuses a zero byte in a text', () => {
    expect(() => literal('a\0b')).toThrow(/zero byte/);
  });
});

function withoutZero(text: string): string {
  return text.replaceAll('\0', '');
}
