import { keyCalls } from './key-calls.ts';
import { kmsCalls } from './kms-calls.ts';
import { otherCalls } from './other-calls.ts';
import { rdsCalls } from './rds-calls.ts';
import { stackCalls } from './stack-calls.ts';

export const pairs = [...kmsCalls, ...keyCalls, ...rdsCalls, ...stackCalls, ...otherCalls];
