import type { Survivor } from './judge.ts';

/** In the order of the files, and of the lines in them. */
export const survivors: readonly Survivor[] = [
  {
    file: 'shared/rotation/create.ts',
    line: 'pass.stages = { ...pass.stages, pending: version, versions: [...pass.stages.versions, version] };',
    mutated: '[...pass.stages.versions, version]',
    by: '[]',
    because: 'once a pass has stored a version it does not look at the list of versions again',
  },
  {
    file: 'shared/rotation/errors.ts',
    line: 'if (severity[aftermath] > severity[this.aftermath]) this.aftermath = aftermath;',
    mutated: 'severity[aftermath] > severity[this.aftermath]',
    by: 'severity[aftermath] >= severity[this.aftermath]',
    because: 'what is as severe is the same aftermath, and may be written over itself',
  },
  {
    file: 'shared/rotation/finish.ts',
    line: 'if (pending === undefined || pending !== current) return;',
    mutated: 'pending === undefined',
    by: 'false',
    because:
      'a pass always has a current version, from which an absent pending one differs; the type wants it said',
  },
  {
    file: 'shared/rotation/perform.ts',
    line: "const obstacle = request.operation === 'rotate' ? leftAlone(subject, request) : undefined;",
    mutated: "request.operation === 'rotate'",
    by: 'true',
    because: 'a single step is never scheduled, and has nothing that could be due; the type wants it said',
  },
  {
    file: 'shared/rotation/perform.ts',
    line: "const finishing = request.operation === 'step' && request.step === 'finishSecret';",
    mutated: "request.operation === 'step'",
    by: 'true',
    because: 'a whole rotation names no step; the type wants it said',
  },
  {
    file: 'shared/rotation/policy.ts',
    line: "if (issue.code === 'unrecognized_keys' && path === '')",
    mutated: "issue.code === 'unrecognized_keys'",
    by: 'true',
    because: 'an unknown tag is the only problem that has no path; the type wants it said',
  },
  {
    file: 'shared/rotation/preflight.ts',
    line: "if (token !== undefined && stages.versions.includes(token)) return { kind: 'superseded' };",
    mutated: 'token !== undefined',
    by: 'true',
    because: 'no list of versions holds an absent one; the type wants it said',
  },
  {
    file: 'shared/rotation/preflight.ts',
    line: 'default:',
    mutated: 'default:',
    by: 'default:',
    because: 'the type check proves that no other kind comes here',
  },
  {
    file: 'shared/rotation/run-step.ts',
    line: 'default:',
    mutated: 'default:',
    by: 'default:',
    because: 'the type check proves that no other step comes here',
  },
  {
    file: 'shared/rotation/set.ts',
    line: 'await service.set?.(value, fresh, version);',
    mutated: 'service.set?.(value, fresh, version)',
    by: 'service.set(value, fresh, version)',
    because: 'setSecret has returned before, where there is nothing to set; the type wants it said',
  },
  {
    file: 'shared/rotation/timing.ts',
    line: 'return count && unit ? Number(count) * unit : undefined;',
    mutated: 'count && unit',
    by: 'count || unit',
    because: 'a count is never found without its unit; the type wants both asked for',
  },
  {
    file: 'shared/rotation/timing.ts',
    line: "const timeZones = new Set(['UTC']);",
    mutated: "['UTC']",
    by: '[]',
    because: 'the platform is asked once more for what it knows, which takes longer and answers the same',
  },
  {
    file: 'shared/rotation/timing.ts',
    line: "if (!timeZones.has(name)) new Intl.DateTimeFormat('en', { timeZone: name }).format();",
    mutated: '!timeZones.has(name)',
    by: 'true',
    because: 'the platform is asked once more for what it knows, which takes longer and answers the same',
  },
  {
    file: 'shared/rotation/timing.ts',
    line: '} catch {',
    mutated: '{',
    by: '{}',
    because: 'an absent answer is as good as false to both callers',
  },
];
