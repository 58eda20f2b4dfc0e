import { execFileSync } from 'node:child_process';
import { layOut } from './lay-out.ts';

const [type] = process.argv.slice(2);
try {
  if (type === undefined) throw new Error('name the type: npm run new-type -- redis');
  const paths = await layOut(type);
  // Names of another length want other line breaks, and another order.
  execFileSync('npx', ['biome', 'check', '--write', ...paths], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.stdout.write(
    `${[
      ...paths,
      '',
      'Each "To do" in them is one for you; `grep -rn "To do" functions test` lists them.',
      'What a type needs beside them stands in CONTRIBUTING.md, "A new secret type".',
    ].join('\n')}\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
