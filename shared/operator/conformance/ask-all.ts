import type { Calls } from './calls.ts';
import type { Finding } from './finding.ts';
import type { Question } from './question.ts';
import { Unanswered } from './unanswered.ts';

/** Asks the questions, one after the other in one scene, and keeps the calls that each of them makes. */
export async function askAll<Scene>(
  questions: readonly Question<Scene>[],
  scene: Scene,
  calls: Calls,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const question of questions) {
    const before = calls.made.length;
    const { name, hasSwitch, text } = question;
    const outcome = await ask(question, scene);
    findings.push({ name, hasSwitch, question: text, ...outcome, calls: calls.made.slice(before) });
  }
  return findings;
}

async function ask<Scene>(
  question: Question<Scene>,
  scene: Scene,
): Promise<Pick<Finding, 'answer' | 'unanswered'>> {
  try {
    return { answer: await question.ask(scene) };
  } catch (error) {
    if (error instanceof Unanswered) return { unanswered: error.message };
    throw error;
  }
}
