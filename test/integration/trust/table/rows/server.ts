import type { Row } from '../row.ts';

export const row: Row = { name: 'server', who: 'runs the server that a secret names' };
