import { writeFile } from 'node:fs/promises';
import { drawRotation } from './draw-rotation.ts';

await writeFile('shared/rotation.svg', drawRotation());
