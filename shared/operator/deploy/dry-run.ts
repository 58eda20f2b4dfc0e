import type { Terminal } from '../cli/terminal.ts';
import { type Given, parametersOf } from './stack-parameters.ts';
import type { TemplateBundle } from './template-bundle.ts';

/** Runs `rotator deploy --dry-run`: shows what would be sent. It sends nothing, and makes no call to the cloud. */
export function dryRun(
  templateBundle: TemplateBundle,
  {
    stack,
    bucket,
    given,
  }: { readonly stack: string; readonly bucket: string | undefined; readonly given: Given },
  out: Terminal,
): number {
  const { plain, hidden, code } = parametersOf(templateBundle, bucket, given);
  const masked = Object.fromEntries(Object.keys(hidden).map((name) => [name, '******']));
  const sent = Object.entries(code).map(([name, text]) => [name, `(${text.length} characters)`]);
  const parameters = { ...plain, ...masked, ...Object.fromEntries(sent) };
  out.document({ Stack: stack, Parameters: parameters, Template: templateBundle.template });
  out.say(templateBundle.template.trimEnd());
  out.say('---');
  for (const [name, value] of Object.entries(parameters)) out.say(`# ${name}: ${value}`);
  return 0;
}
