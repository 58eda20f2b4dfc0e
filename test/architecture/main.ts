import { measure } from './measures.ts';
import { drawRooms } from './picture.ts';
import { runsUp } from './rooms.ts';
import { readSources } from './source.ts';

const sources = await readSources('functions', 'shared');
const up = sources.flatMap(({ path, imports }) =>
  imports.filter((target) => runsUp(path, target)).map((target) => `${path} imports ${target}`),
);
process.stdout.write(
  `${[drawRooms(sources), measure(sources), `${up.length} imports run up`, ...up].join('\n')}\n`,
);
