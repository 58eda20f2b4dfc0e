import { describe, expect, it } from 'vitest';
import { readCondition, readQuery } from '../../../shared/sandbox/sls/query.ts';

const line = (message: string, functionName = 'rotator') => ({ time: 0, fields: { functionName, message } });

const lines = [
  line('{"level":"error","event":"failed","secret":"a"}'),
  line('{"level":"error","event":"invocation-failed"}'),
  line('{"level":"info","event":"swept-well"}'),
  line('{"level":"error","event":"failed"}', 'other'),
];

const counted = (search: string) => readQuery(`${search} | select count(1) as n`).count(lines);

describe('a search', () => {
  it.each([
    ['*', 4],
    ['functionName: "rotator"', 3],
    ['functionName:"Rotator"', 3],
    ['message: "failed"', 2],
    ['message: "invocation-failed"', 1],
    ['message: "error failed"', 2],
    ['message: "fail"', 0],
    ['other: "x"', 0],
    ['functionName: "rotator" and message: "failed"', 1],
    ['message: "swept-well" or functionName: "other"', 2],
    ['not message: "error"', 1],
    ['* and not functionName: "rotator"', 1],
    ['functionName: "rotator" and (message: "failed" or message: "invocation-failed")', 2],
    ['functionName: "other" or functionName: "rotator" and message: "swept-well"', 2],
    ['message: "a\\"b"', 0],
  ])('%s finds %i', (search, found) => {
    expect(counted(search)).toBe(found);
  });

  it.each([
    ['functionName: "a" message: "b"', 'goes on with "message"'],
    ['message: fail*', 'without a text in quotes'],
    ['message: "fail*"', 'wildcard'],
    ['"failed"', '"failed" outside a field'],
    ['status > 200', 'holds ">"'],
    ['(message: "a"', 'closes no parenthesis'],
    ['message: "a" and', 'ends too early'],
    ['message: "a', 'holds """'],
    ['', 'ends too early'],
  ])('that is more than is known here is refused: %s', (search, why) => {
    expect(() => counted(search)).toThrow(why);
  });

  it.each(['*', '* | select count(1)', '* | select sum(x) as n', '* | select count(1) as n group by x'])(
    'must be counted, and no more: %s',
    (query) => {
      expect(() => readQuery(query)).toThrow('a query');
    },
  );
});

describe('a condition', () => {
  it.each([
    ['n > 0', [false, true, true]],
    ['n >= 1', [false, true, true]],
    ['n < 1', [true, false, false]],
    ['n <= 1', [true, true, false]],
    ['n == 0', [true, false, false]],
    ['n != 1', [true, false, true]],
  ])('%s holds of 0, 1 and 2 as it says', (text, held) => {
    expect([0, 1, 2].map(readCondition(text, 'n'))).toEqual(held);
  });

  it.each(['n', 'n > 0 && n < 5', 'm > 0', 'n = 0', '0 < n'])('that is more is refused: %s', (text) => {
    expect(() => readCondition(text, 'n')).toThrow('a condition');
  });
});
