import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawRotation } from './draw-rotation.ts';

it('shows the rotation as the script draws it', async () => {
  const shown = await readFile(join(import.meta.dirname, '../../../shared/rotation.svg'), 'utf8');
  expect(shown).toBe(drawRotation());
});
