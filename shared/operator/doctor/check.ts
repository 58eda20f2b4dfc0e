/** The verdict of a check. A remedy says what to do. */
export type Verdict =
  | { readonly state: 'ok' | 'skipped'; readonly detail: string }
  | { readonly state: 'warning' | 'failed'; readonly detail: string; readonly remedy: string };

/** One check of `rotator doctor`, in one line of its output. It changes nothing. */
export interface Check {
  readonly title: string;
  /** Throws CloudError or RotationError for what the check itself does not foresee. */
  run(): Promise<Verdict>;
}

/** The checks of one thing: this process, a secret, or a function. */
export interface CheckGroup {
  readonly about: string;
  readonly checks: readonly Check[];
}

export function ok(detail: string): Verdict {
  return { state: 'ok', detail };
}

export function skipped(detail: string): Verdict {
  return { state: 'skipped', detail };
}

export function warning(detail: string, remedy: string): Verdict {
  return { state: 'warning', detail, remedy };
}

export function failed(detail: string, remedy: string): Verdict {
  return { state: 'failed', detail, remedy };
}

/** Returns a failure as a warning, since it matters in some cases only. `where` says in which. */
export function softened(verdict: Verdict, where: string): Verdict {
  if (verdict.state !== 'failed') return verdict;
  return warning(verdict.detail, `${verdict.remedy}${where}`);
}
