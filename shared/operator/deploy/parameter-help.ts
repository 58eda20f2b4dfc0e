import * as z from 'zod';
import { parseText } from '../../ros-template/parse-text.ts';
import type { ParameterDefinition } from '../../ros-template/template.ts';
import type { Terminal } from '../cli/terminal.ts';
import { setByDeploy } from './stack-parameters.ts';
import type { TemplateBundle } from './template-bundle.ts';

const Words = z.object({ en: z.string() }).transform(({ en }) => en);

/** The texts of a template that explain its parameters. */
const Explained = z.object({
  Metadata: z.object({
    'ALIYUN::ROS::Interface': z.object({
      ParameterGroups: z.array(
        z.object({ Label: z.object({ default: Words }), Parameters: z.array(z.string()) }),
      ),
    }),
  }),
  Parameters: z.record(z.string(), z.object({ Label: Words, Description: Words.optional() })),
});

const columns = 80;
const indent = 4;

/** Runs `rotator deploy TYPE --help-parameters`: shows what each parameter means. It makes no call to the cloud. */
export function explainParameters(type: string, templateBundle: TemplateBundle, out: Terminal): number {
  const { Metadata, Parameters } = Explained.parse(parseText(templateBundle.template));
  const own = setByDeploy(templateBundle);
  const groups = Metadata['ALIYUN::ROS::Interface'].ParameterGroups.map(
    ({ Label, Parameters: names }) => [Label.default, names.filter((name) => !own.includes(name))] as const,
  );
  out.say(`Parameters of ${type}. Hidden values need --param-from NAME=SOURCE.`);
  for (const [title, names] of groups.filter(([, names]) => names.length > 0)) {
    out.say(`\n${title}`);
    for (const name of names) {
      const { Label = name, Description } = Parameters[name] ?? {};
      const choices = choicesOf(templateBundle.parameters[name]);
      out.say(`  ${name} (${rule(templateBundle.parameters[name])})`);
      for (const line of wrapped([`${Label}.`, Description, choices].filter(Boolean).join(' ')))
        out.say(line);
    }
  }
  out.document({
    Parameters: groups.flatMap(([Group, names]) =>
      names.map((Name) => ({
        Name,
        Group,
        ...Parameters[Name],
        Rule: rule(templateBundle.parameters[Name]),
      })),
    ),
  });
  return 0;
}

/** Returns whether a parameter is required, and its default. */
function rule({ Default, NoEcho }: Partial<ParameterDefinition> = {}): string {
  const usual = Default === undefined ? 'required' : Default === '' ? 'optional' : `default: ${Default}`;
  return NoEcho ? `${usual}, hidden` : usual;
}

function choicesOf({ AllowedValues }: Partial<ParameterDefinition> = {}): string | undefined {
  return AllowedValues && `One of: ${AllowedValues.join(', ')}.`;
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${' '.repeat(indent)}${word}`);
  }
  return lines;
}
