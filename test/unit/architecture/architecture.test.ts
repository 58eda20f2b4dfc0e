import { describe, expect, it } from 'vitest';
import { rules } from './rules.ts';
import { readSources } from './source.ts';

const sources = await readSources('functions', 'shared');

describe('the tree', () => {
  it('has sources to judge', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(200);
  });

  it.each(rules)('keeps the rule: $says', (rule) => {
    expect(sources.filter((source) => rule.breaks(source)).map((source) => source.path)).toEqual([]);
  });

  it('has no import cycles', () => {
    const graph = new Map(sources.map((source) => [source.path, source.imports]));
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });
});

describe('the rules', () => {
  const plant = (path: string, imports: readonly string[], code = '') => ({ path, imports, code });

  it.each([
    ['shared/engine/rotation/x.ts', ['functions/rds-mysql/index.ts'], ''],
    ['functions/rds-mysql/x.ts', ['functions/generic/index.ts'], ''],
    ['shared/engine/rotation/x.ts', ['shared/runtime/system-clock.ts'], ''],
    ['shared/runtime/x.ts', ['shared/engine/rotation/store.ts'], ''],
    ['shared/engine/operations/x.ts', ['shared/notifications/digest.ts'], ''],
    ['shared/alibaba/x.ts', ['shared/services/rds/mark.ts'], ''],
    ['shared/sandbox/x.ts', ['shared/engine/rotation/store.ts'], ''],
    ['shared/operator/deploy/x.ts', ['shared/sandbox/sandbox.ts'], ''],
    ['shared/x.ts', [], ''],
    ['shared/new-room/x.ts', [], ''],
    ['shared/alibaba/x.ts', ['mysql2'], ''],
    ['functions/rds-postgresql/x.ts', ['pg'], ''],
    ['functions/generic/x.ts', ['ssh2'], ''],
    ['shared/sandbox/x.ts', ['shared/alibaba/client.ts'], ''],
    ['shared/alibaba/x.ts', ['shared/sandbox/sandbox.ts'], ''],
    ['shared/entry/handler.ts', ['shared/sandbox/sandbox.ts'], ''],
    ['shared/alibaba/x.ts', [], 'process.env.HOME'],
    ['shared/alibaba/x.ts', [], 'console.log(1)'],
    ['shared/alibaba/x.ts', [], 'Date.now()'],
    ['functions/generic/x.ts', ['node:crypto'], 'generateKeyPairSync()'],
    ['shared/engine/rotation/x.ts', [], "'ACSCurrent'"],
    ['shared/engine/rotation/x.ts', [], "type === 'rds-mysql'"],
    ['functions/new/open.ts', [], 'access.admin({} as Holder<Value>)'],
    ['functions/new/open.ts', [], 'access.admin({} as unknown as Proof)'],
    ['functions/new/prove.ts', [], 'session.query(access.policy.probe)'],
    ['functions/new/prove.ts', [], 'const { probe, floors } = access.policy;'],
    ['shared/services/mysql/probe.ts', [], 'runBoundProbe(); session.query(policy.probe)'],
    ['shared/services/oracle/probe.ts', [], 'session.query(probe)'],
    ['shared/services/ssh/connector.ts', ['ssh2'], 'new Client()'],
    ['functions/new/send.ts', [], "import { request } from 'node:https';"],
    ['functions/new/send.ts', [], 'await fetch(address)'],
    ['shared/notifications/deliver.ts', ['node:https'], 'request(url)'],
    ['functions/new/make.ts', ['generate-password'], 'generator.generate()'],
    ['functions/new/session.ts', [], 'throw new Failed(error.sqlMessage)'],
    ['shared/services/postgresql/x.ts', [], 'throw new Failed(error.detail)'],
    ['functions/new/run.ts', [], "import { execFile } from 'node:child_process';"],
    ['functions/new/run.ts', [], 'new Function(text)()'],
    [
      'shared/services/mysql/connector.ts',
      ['mysql2', 'shared/runtime/session-bounds.ts'],
      'boundSession(createConnection({}))',
    ],
  ] as const)('catch a planted fault in %s importing %j with %j', (path, imports, code) => {
    expect(rules.some((rule) => rule.breaks(plant(path, imports, code)))).toBe(true);
  });

  it('let a blameless source pass', () => {
    const blameless = plant('shared/services/mysql/x.ts', ['zod', 'shared/services/mysql/quoting.ts'], 'f()');
    expect(rules.filter((rule) => rule.breaks(blameless))).toEqual([]);
  });
});
