import { describe, expect, it } from 'vitest';
import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { engines } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, login } from '../../support/stand/login.ts';
import { plan, rotate } from '../../support/stand/rotate.ts';
import { prepare, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { anywhere } from './conditions/anywhere.ts';
import type { Condition } from './conditions/condition.ts';
import { onMysql } from './conditions/mysql.ts';
import { onPostgresql } from './conditions/postgresql.ts';
import { verifierOf } from './conditions/verifier.ts';

const conditions: readonly Condition[] = [...anywhere, ...onMysql, ...onPostgresql];

/** Where not all is tried, a condition is broken in one setting of an engine. */
const cases = conditions.flatMap((condition) => {
  const all = settings
    .filter(condition.of)
    .flatMap((setting) => engines(setting.engine).map((server) => ({ condition, setting, server })));
  const shown = exhaustive ? all : all.slice(0, 1);
  return shown.map((one) => ({
    ...one,
    ...one.setting,
    title: condition.title,
    version: one.server.version,
  }));
});

/** What somebody is told: by a plan, what it lacks, and by an error its code and its words. */
async function told(
  work: ReturnType<typeof plan>,
): Promise<{ readonly code: string; readonly words: string }> {
  try {
    const { Outcome, Plan } = await work;
    return { code: Outcome, words: Plan?.Missing.join('\n') ?? '' };
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    return { code: error.code, words: error.message };
  }
}

it('are 25 at least', () => {
  expect(new Set(conditions.map(({ title }) => title)).size).toBeGreaterThanOrEqual(25);
});

describe.concurrent.each(cases)(
  '$engine $version, $strategy by $actor',
  ({ condition, setting, server, title }) => {
    it(`is not begun unless ${title}`, async () => {
      await using cloud = await startCloud(server.certificateAuthorityFile);
      const prepared = await prepare(cloud, server, setting);
      await asAdmin(server, (query) => condition.breaks({ query, prepared, cloud }));
      const state = async () => [
        await stagesOf(cloud, prepared.secret),
        await verifierOf(server, prepared.account.user),
      ];
      const before = await state();
      const planned = await told(plan(cloud, setting.type, prepared.secret));
      expect(planned.code).not.toBe('planned');
      expect(planned.words).toMatch(condition.says);
      const came = await rotate(cloud, setting.type, prepared.secret).catch((error: unknown) => error);
      expect(came).toBeInstanceOf(RotationError);
      expect(came).toMatchObject({ aftermath: 'untouched' });
      expect(condition.codes).toContain(Object(came).code);
      expect(await state()).toEqual(before);
      if (!condition.keepsOut) expect(await login(server, prepared.account)).toBeUndefined();
    });
  },
);
