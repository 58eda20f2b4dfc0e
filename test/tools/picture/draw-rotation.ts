/** Moments of a rotation, from left to right: what is under way there, and what it does. */
const moments = [
  { name: '1 create', does: 'store a new version' },
  { name: '2 set', does: 'the service accepts it' },
  { name: '3 test', does: 'log in with it' },
  { name: '4 finish', does: 'move the stages' },
  { name: 'grace', does: 'old clients go on' },
  { name: 'retire', does: 'end the old value' },
] as const;

/** A bar from one moment to another, of which the first is 0; -1 is before the rotation, and 6 after it. */
interface Bar {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly colour: string;
}

const colours = { current: '#1f7a4d', pending: '#b26a00', previous: '#5b6b7a', works: '#2f6fb3' };

const bars: readonly Bar[] = [
  { row: 0, from: -1, to: 3.5, text: 'ACSCurrent', colour: colours.current },
  { row: 0, from: 3.5, to: 6, text: 'ACSPrevious', colour: colours.previous },
  { row: 1, from: 0.5, to: 3.5, text: 'RotationPending', colour: colours.pending },
  { row: 1, from: 3.5, to: 6, text: 'ACSCurrent', colour: colours.current },
  { row: 2, from: -1, to: 5.5, text: 'works', colour: colours.works },
  { row: 3, from: 1.5, to: 6, text: 'works', colour: colours.works },
];

const rows = ['Version 1', 'Version 2', 'Old value', 'New value'];

const left = 210;
const column = 120;
const top = 70;
const height = 44;
const width = left + moments.length * column + 20;

const xOf = (moment: number) => left + Math.max(moment, 0) * column - (moment < 0 ? 90 : 0);
const yOf = (row: number) => top + row * height + (row > 1 ? 24 : 0);

function drawBar({ row, from, to, text, colour }: Bar): string {
  const x = xOf(from);
  const size = xOf(to) - x;
  const y = yOf(row);
  return [
    `  <rect x="${x}" y="${y}" width="${size - 3}" height="28" rx="5" fill="${colour}"/>`,
    `  <text x="${x + size / 2}" y="${y + 19}" text-anchor="middle" fill="#fff">${text}</text>`,
  ].join('\n');
}

/** Draws a rotation where the service holds two credentials: which stage is where, and which value works when. */
export function drawRotation(): string {
  const bottom = yOf(rows.length) + 4;
  const heads = moments.map(({ name, does }, at) => {
    const x = xOf(at) + column / 2;
    return [
      `  <text x="${x}" y="24" text-anchor="middle" font-weight="bold">${name}</text>`,
      `  <text x="${x}" y="44" text-anchor="middle" font-size="11" fill="#57606a">${does}</text>`,
      `  <line x1="${x}" y1="52" x2="${x}" y2="${bottom - 16}" stroke="#d0d7de" stroke-dasharray="3 3"/>`,
    ].join('\n');
  });
  const names = rows.map(
    (name, row) => `  <text x="12" y="${yOf(row) + 19}" font-weight="bold">${name}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom}" font-family="sans-serif" font-size="13" role="img">`,
    '  <title>A rotation: the stages of two versions, and which value works at each moment</title>',
    `  <rect width="${width}" height="${bottom}" fill="#fff"/>`,
    ...heads,
    ...names,
    ...bars.map(drawBar),
    '</svg>',
    '',
  ].join('\n');
}
