import type { Terminal } from '../cli/terminal.ts';
import type { Blueprint } from './blueprint.ts';
import { type Given, wishOf } from './wish.ts';

/** `rotator deploy --dry-run`: what would be sent. Nothing is, and nothing is asked of the cloud. */
export function rehearse(
  blueprint: Blueprint,
  {
    stack,
    bucket,
    given,
  }: { readonly stack: string; readonly bucket: string | undefined; readonly given: Given },
  out: Terminal,
): number {
  const { plain, hidden, code } = wishOf(blueprint, bucket, given);
  const masked = Object.fromEntries(Object.keys(hidden).map((name) => [name, '******']));
  const sent = Object.entries(code).map(([name, text]) => [name, `(${text.length} characters)`]);
  const parameters = { ...plain, ...masked, ...Object.fromEntries(sent) };
  out.document({ Stack: stack, Parameters: parameters, Template: blueprint.template });
  out.say(blueprint.template.trimEnd());
  out.say('---');
  for (const [name, value] of Object.entries(parameters)) out.say(`# ${name}: ${value}`);
  return 0;
}
