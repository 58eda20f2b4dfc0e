import { adviceOn } from './advice.ts';
import { commandAfter, rotator } from './command.ts';
import { total } from './digest.ts';
import { Kind } from './kind.ts';
import type { Message } from './message.ts';
import type { Notice } from './notice.ts';

/** The most lines and bytes. Nobody reads more, and robots take 20 KB at most. What is left out is counted. */
const mostLines = 20;
const mostBytes = 15_000;

/** Returns a message for people: what happened, what to do about it, and what to type next. */
export function formatMessage(message: Message): { readonly title: string; readonly text: string } {
  const { digest, rest, origin } = message;
  const title = `Secret rotation: ${counted(digest.Counts, Kind.options)}`;
  const shown = fitting(digest.Notices.slice(0, mostLines).map((notice) => line(notice, origin.region)));
  const left = total(digest) - shown.length;
  const others = counted(rest, Object.keys(rest));
  const status = rotator('status', origin.region);
  const lines = [
    title,
    ...shown,
    ...(left > 0 ? [`… and ${left} more; ${status} shows them`] : []),
    ...(others === '' ? [] : [`Also in this sweep: ${others}; ${status} shows them`]),
    signature(message),
  ];
  return { title, text: lines.map(plain).join('\n') };
}

function fitting(lines: readonly string[]): readonly string[] {
  let size = 0;
  return lines.filter((line) => {
    size += Buffer.byteLength(line);
    return size <= mostBytes;
  });
}

function line(notice: Notice, region: string | undefined): string {
  const command = commandAfter(notice, region);
  return command === undefined ? sentence(notice) : `${sentence(notice)} Type: ${command}`;
}

function sentence(notice: Notice): string {
  const { SecretId: secret = 'A sweep', Code: code = '', Message: message } = notice;
  const why = message === undefined ? '' : ` ${message}`;
  switch (notice.Kind) {
    case 'stopped':
      return `${secret}: timers no longer rotate it after ${notice.Failures} failures in a row (${code}).${why} To do: ${adviceOn(code)} Then rotate it by hand; timers go on after that.`;
    case 'failed':
      return `${secret}: failed with ${code}${how(notice)}.${why} To do: ${adviceOn(code)}`;
    case 'drifted':
      return `${secret}: its current value does not log in, or does not work for an application. To do: find out who changed it, and repair it.`;
    case 'missed':
      return `${secret}: its rotation due at ${notice.Due} was missed. To do: ${adviceOn(code)}`;
    case 'evicted':
      return `${secret}: evicted. Only version ${notice.VersionId} is accepted, and that was proven. The evidence is in its history.`;
    case 'rolled-back':
      return `${secret}: rolled back. Its previous value is current again, as version ${notice.VersionId}.`;
    case 'rotated':
      return `${secret}: rotated to version ${notice.VersionId}.`;
    case 'repaired':
      return `${secret}: repaired. Its stored value logs in again.`;
    case 'retired':
      return `${secret}: retired. Version ${notice.VersionId} is no longer accepted.`;
    default:
      return notice.Kind satisfies never;
  }
}

function how({ Aftermath: aftermath, Failures: failures = 0 }: Notice): string {
  const parts = [
    ...(aftermath === undefined ? [] : [`aftermath: ${aftermath}`]),
    ...(failures > 1 ? [`${failures} in a row`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function signature({ origin: { type, environment, region } }: Message): string {
  const place = [environment, region].filter((part) => part !== undefined).join(', ');
  return `Function ${type}${place === '' ? '' : `, ${place}`}`;
}

function counted(counts: Readonly<Partial<Record<string, number>>>, order: readonly string[]): string {
  return order.flatMap((one) => (counts[one] ? `${counts[one]} ${one}` : [])).join(', ');
}

/** Replaces angle brackets, which mention everybody in a robot's message, and characters that nobody can see. */
function plain(line: string): string {
  return line
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›');
}
