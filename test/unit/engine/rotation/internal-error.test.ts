import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Busy, RightsDiffer, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import {
  afterChange,
  duringChange,
  InternalError,
  ours,
  traceOf,
} from '../../../../shared/engine/rotation/internal-error.ts';

/** A bug whose stack is the one that is given, under its kind and its message. */
function bug(message: string, frames: readonly string[], { name = 'TypeError' } = {}) {
  const stack = [`${name}: ${message}`, ...frames.map((frame) => `    ${frame}`)].join('\n');
  return Object.assign(new Error(message), { name, stack });
}

const frames = ['at async Rotation.begin [as go] (file:///code/a-b.js:10:2)', 'at C:\\code\\c.js:3:1'];

describe('a failure', () => {
  it('of ours stays as it is', () => {
    const busy = new Busy('the service', 'later');
    expect(ours(busy)).toBe(busy);
  });

  it('that is a bug is told as one, with its kind and its place, and without a word of what it says', () => {
    const told = ours(bug('canary', frames));
    expect(told).toBeInstanceOf(InternalError);
    expect(told).toMatchObject({
      code: 'internal-error',
      aftermath: 'untouched',
      message: expect.stringContaining('(TypeError)'),
      trace: { kind: 'TypeError', frames },
    });
    expect(inspect(told, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('that is no error at all is told as a bug of that kind', () => {
    for (const thrown of ['canary', undefined]) {
      const told = ours(thrown);
      expect(told).toMatchObject({ code: 'internal-error', trace: { kind: typeof thrown, frames: [] } });
      expect(inspect(told, { depth: 9, showHidden: true })).not.toContain("'canary'");
    }
  });
});

describe('the trace of a bug', () => {
  it.each([
    ['a kind that holds more', 'TypeError canary'],
    ['a kind that begins with something else', 'canary=TypeError'],
    ['a kind that is too long', 'C'.repeat(61)],
    ['no kind', ''],
  ])('does not repeat %s', (_, name) => {
    expect(traceOf(bug('', frames, { name })).kind).toBe('Error');
  });

  it('begins after a message of several lines, which could pass for places in the code', () => {
    const message = 'it is\n    at canary (file:///canary.js:1:1)\n    at canary:1:1';
    expect(traceOf(bug(message, frames)).frames).toEqual(frames);
  });

  it('is that of a bug without a message', () => {
    expect(traceOf(bug('', frames)).frames).toEqual(frames);
  });

  it('has no places where it cannot be told where the message ends', () => {
    const error = bug('it is\n    at canary (file:///canary.js:1:1)', frames);
    error.message = 'said anew';
    expect(traceOf(error).frames).toEqual([]);
  });

  it('has no line that is more than a place in the code', () => {
    const lines = ['at "canary" (a.js:1:1)', 'at a (a.js:1:1) = "canary"', `at ${'a'.repeat(301)}`];
    const error = bug('', [...lines, ...frames]);
    error.stack += '\ncanary    at a (a.js:1:1)';
    expect(traceOf(error).frames).toEqual(frames);
  });

  it('ends after thirty places', () => {
    const many = Array.from({ length: 40 }, (_, index) => `at a (file:///a.js:${index}:1)`);
    expect(traceOf(bug('', many)).frames).toEqual(many.slice(0, 30));
  });
});

describe('what changes a service', () => {
  it.each([
    ['a call that may have come through', new Unreachable('the service', 'no answer'), 'unknown'],
    ['a bug', new TypeError('a bug'), 'unknown'],
    ['an answer', new RightsDiffer('app', ['one']), 'untouched'],
  ])('leaves in doubt what it has changed after %s', async (_, error, aftermath) => {
    await expect(duringChange(() => Promise.reject(error))).rejects.toBe(error);
    expect(ours(error).aftermath).toBe(aftermath);
  });

  it('answers what it answers', async () => {
    expect(await duringChange(async () => 'done')).toBe('done');
    expect(await afterChange('applied', async () => 'done')).toBe('done');
  });

  it.each([
    ['a failure', new RightsDiffer('app', ['one'])],
    ['a bug', new TypeError('a bug')],
  ])('is told by %s that comes after it, which is thrown on as it is', async (_, error) => {
    await expect(afterChange('applied', () => Promise.reject(error))).rejects.toBe(error);
    expect(ours(error).aftermath).toBe('applied');
  });

  it('is told at its worst by a bug that comes through several hands', async () => {
    const error = new TypeError('a bug');
    const inner = () => afterChange('unknown', () => Promise.reject(error));
    await expect(afterChange('applied', inner)).rejects.toBe(error);
    expect(ours(error).aftermath).toBe('unknown');
  });
});
