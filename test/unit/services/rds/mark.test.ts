import { describe, expect, it } from 'vitest';
import { firstIn, markOf } from '../../../../shared/services/rds/mark.ts';

describe('the mark of a second account in RDS', () => {
  it('has only what RDS allows in a description', () => {
    expect(markOf('a'.repeat(32))).toMatch(/^[A-Za-z][\w-]{1,255}$/);
  });

  it('names the first account', () => {
    expect(firstIn(markOf('shop_app'))).toBe('shop_app');
  });

  it.each([undefined, null, '', 'orders of the shop', 'x-rotation-second-of-app'])(
    'is no other description: %s',
    (text) => {
      expect(firstIn(text)).toBeUndefined();
    },
  );
});
