import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';

const canary = new Sensitive('canary-77');

const printings: readonly [string, () => string][] = [
  ['in JSON', () => JSON.stringify({ canary })],
  ['in a template', () => `${canary}`],
  ['by its own method', () => canary.toString()],
  ['when it is inspected', () => inspect(canary, { showHidden: true, depth: 9 })],
  ['within another object', () => inspect({ deep: [canary] }, { showHidden: true, depth: 9 })],
  ['as the parts of an object', () => JSON.stringify(Object.entries(canary))],
];

it.each(printings)('a sensitive value does not show %s', (_, print) => {
  expect(print()).not.toContain('canary-77');
});

it('a sensitive value is revealed where it is asked for', () => {
  expect(canary.reveal()).toBe('canary-77');
});
