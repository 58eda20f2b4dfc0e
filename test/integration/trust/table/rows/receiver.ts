import type { Row } from '../row.ts';

export const row: Row = { name: 'receiver', who: 'runs a webhook receiver', quick: 2 };
