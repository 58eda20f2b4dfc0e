import type { Sandbox } from '../../../shared/sandbox/sandbox.ts';
import type { Call, Parameters } from './calls.ts';

type Asked = readonly [action: string, parameters?: Parameters];

/**
 * Answers a call that is performed right after another one has taken effect, before any work that the other one has
 * begun goes on. No clock decides: the second call has arrived already, and waits for the effect of the first.
 */
export async function rightAfter(
  { faults }: Sandbox,
  call: Call,
  first: Asked,
  second: Asked,
): Promise<unknown> {
  let arrive = () => {};
  let go = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  const waiting = () => {
    arrive();
    return gone;
  };
  faults.ask({ action: second[0], fault: { kind: 'hold', when: 'before', until: waiting } });
  const answer = call(...second);
  await arrived;
  const letGo = async () => go();
  faults.ask({ action: first[0], fault: { kind: 'hold', when: 'after', until: letGo } });
  await call(...first);
  return answer;
}
