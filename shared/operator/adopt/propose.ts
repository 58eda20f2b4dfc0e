import type { Description } from '../../engine/rotation/store.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { exactInstant } from '../../runtime/time.ts';
import { refusal } from '../cli/confirm.ts';
import { exitCodeOf } from '../cli/outcome.ts';
import { paints as pc } from '../cli/paint.ts';
import type { CommandContext } from '../cli/perform.ts';
import type { Draft } from './draft-store.ts';
import { type FirstDue, firstDue } from './first-due.ts';
import { proposalText } from './proposal-text.ts';
import { changeBetween, policyTags } from './tag-settings.ts';
import { type Trial, tryDraft } from './try-draft.ts';

/** A change of a secret's policy that was not made yet. */
export interface Proposal {
  readonly draft: Draft;
  /** The secret as it is; without tags if it does not exist yet. */
  readonly found: Description;
  readonly notes: readonly string[];
  /** Whether a rotation is planned by the draft. A change that only ends rotations needs no plan. */
  readonly isPlanned: boolean;
  readonly question: string;
  /** The outcome once it is made. */
  readonly done: 'created' | 'adopted' | 'changed';
  /** Makes the change. Returns why somebody else's change stands in the way, or undefined once it is made. */
  write(signal: AbortSignal): Promise<string | undefined>;
}

export interface ProposalOptions {
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  /** Whether to go on if the service cannot be reached from here. */
  readonly allowUnreachable?: boolean | undefined;
  /** Whether the next sweep may rotate the secret. */
  readonly dueNow?: boolean | undefined;
}

/**
 * Shows what a change would come to, asks, and makes it. Nothing is written before the plan is ready. Returns 3 if the
 * plan is blocked, if the secret would be due at once, or if nobody has confirmed.
 */
export async function propose(
  commandContext: CommandContext,
  proposal: Proposal,
  options: ProposalOptions,
): Promise<number> {
  const { out, timeout } = commandContext;
  const { draft, found, notes, isPlanned, question, done } = proposal;
  const trial = isPlanned ? await tryDraft(commandContext, draft, options.allowUnreachable) : {};
  const now = systemClock.now();
  const due = firstDue(draft, now);
  out.say(proposalText(trial, notes, policyTags(found.tags), policyTags(draft.tags)));
  const end = (outcome: string, code: number, why?: string): number => {
    out.document({ SecretId: draft.secret, Outcome: outcome, ...facts(proposal, trial, due), Why: why });
    if (why !== undefined) out.say(`\n${pc.yellow(why)}`);
    return code;
  };
  if (trial.plan && exitCodeOf(trial.plan) !== 0)
    return end(
      'blocked',
      exitCodeOf(trial.plan),
      'a rotation would fail as the plan says. Nothing was changed',
    );
  if (due.isNow && !firstDue(found, now).isNow && !options.dueNow) return end('due-now', 3, dueNow);
  if (options.dryRun) {
    out.say(`\n${pc.dim(`Nothing was changed: --dry-run. ${due.text}`)}`);
    return end('dry-run', 0);
  }
  const why = await refusal(question, options.yes, out);
  if (why !== undefined) return end('aborted', 3, why);
  using deadline = startDeadline(timeout, 0);
  const other = await proposal.write(deadline.signal);
  if (other !== undefined) return end('overtaken', 3, other);
  out.say(`\n${pc.green(done)} ${draft.secret}${ofVersion(draft)}: ${due.text}`);
  return end(done, 0);
}

const dueNow =
  'it is older than its schedule, so the next sweep would rotate it: pass --due-now to allow that, or set missed=skip to wait for the time after';

function ofVersion({ first }: Draft): string {
  return first === undefined ? '' : `, version ${first.version}`;
}

function facts({ draft, found, notes }: Proposal, { plan, unreachable }: Trial, { at }: FirstDue) {
  const after = policyTags(draft.tags);
  return {
    VersionId: draft.first?.version,
    Tags: after,
    Removed: changeBetween(policyTags(found.tags), after).removed,
    FirstDue: at === undefined ? undefined : exactInstant(at),
    Notes: notes,
    Unreachable: unreachable,
    Plan: plan,
  };
}
