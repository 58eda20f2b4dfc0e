import { describe, expect, it } from 'vitest';
import { commandAfter, rotator } from '../../../shared/notifications/command.ts';
import { Kind } from '../../../shared/notifications/kind.ts';
import { notice } from '../../support/engine/notice.ts';
import { hasOption, helpOf } from '../../support/operator/help.ts';

const codes = [
  'busy',
  'not-evicted',
  'policy-malformed',
  'refused',
  'store-denied',
  'unreachable',
  'of-tomorrow',
];
const all = Kind.options.flatMap((kind) =>
  codes.flatMap((Code) => commandAfter(notice(kind, 'team/app', { Code }), 'cn-hangzhou') ?? []),
);

describe('the command after a notice', () => {
  it.each([...new Set(all)])('is one that the command line has: %s', async (line) => {
    const [, command = '', ...words] = line.split(' ');
    const help = await helpOf(command);
    const options = words.filter((word) => word.startsWith('--'));
    expect(options).toContain('--region');
    expect(options.filter((option) => !hasOption(help, option))).toEqual([]);
  });

  it.each([
    ['failed', 'policy-malformed', 'rotator plan --region cn-hangzhou team/app'],
    ['failed', 'of-tomorrow', 'rotator plan --region cn-hangzhou team/app'],
    ['failed', 'refused', 'rotator verify --region cn-hangzhou team/app'],
    ['failed', 'unreachable', 'rotator doctor --region cn-hangzhou team/app'],
    ['failed', 'not-evicted', 'rotator rotate --emergency --reason TEXT --region cn-hangzhou team/app'],
    ['stopped', 'not-evicted', 'rotator rotate --emergency --reason TEXT --region cn-hangzhou team/app'],
    ['stopped', 'refused', 'rotator rotate --region cn-hangzhou team/app'],
    ['missed', 'missed', 'rotator rotate --region cn-hangzhou team/app'],
    ['drifted', '', 'rotator verify --region cn-hangzhou team/app'],
    ['evicted', '', 'rotator history --region cn-hangzhou team/app'],
  ] as const)('of the kind %s with %s fits it', (kind, code, line) => {
    const one = notice(kind, 'team/app', code === '' ? {} : { Code: code });
    expect(commandAfter(one, 'cn-hangzhou')).toBe(line);
  });

  it.each(['rotated', 'rolled-back', 'repaired', 'retired'] as const)(
    'is none where all is well: %s',
    (kind) => {
      expect(commandAfter(notice(kind, 'team/app'), 'cn-hangzhou')).toBeUndefined();
    },
  );

  it('is about the whole where a sweep has failed', () => {
    const { SecretId: _, ...sweep } = notice('failed', 'team/app', { Code: 'store-denied' });
    expect(commandAfter(sweep, undefined)).toBe('rotator doctor');
  });

  it('takes no name for an option', () => {
    expect(rotator('plan', undefined, '--help')).toBe('rotator plan -- --help');
  });
});
