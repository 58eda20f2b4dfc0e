import pc from 'picocolors';
import { random } from '../../runtime/random.ts';
import { escapedLines } from '../../runtime/text.ts';

/** A text in place of the escape character of our own colours, until a line is written. No foreign text contains it. */
const own = `\u27e6${random.bytes(12).toString('hex')}\u27e7`;

type Paint = (text: string) => string;

function paint(colour: Paint): Paint {
  const [open = '', close = ''] = colour('|')
    .split('|')
    .map((part) => part.replaceAll('\u001b', own));
  return (text) => `${open}${text}${close}`;
}

/** Colours for the lines of a terminal, which `painted` makes visible. */
export const paints = {
  bold: paint(pc.bold),
  dim: paint(pc.dim),
  green: paint(pc.green),
  red: paint(pc.red),
  yellow: paint(pc.yellow),
};

/** Returns a text of one or more lines for a terminal. Our colours work; every other control character is escaped. */
export function painted(text: string): string {
  return escapedLines(text).replaceAll(own, '\u001b');
}
