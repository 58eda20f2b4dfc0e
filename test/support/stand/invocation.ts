import * as z from 'zod';

/** How a process ended, and all that it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An error of the handler, as the platform shows it. */
export const Failure = z.object({
  name: z.string(),
  code: z.string().optional(),
  aftermath: z.string().optional(),
  message: z.string(),
});

/** What the handler answered, as its process prints it. */
export const Answer = z.object({
  result: z.record(z.string(), z.unknown()).optional(),
  failure: Failure.optional(),
  /** Milliseconds in the handler; nothing where it did not end. */
  took: z.number().optional(),
});

/** One invocation: its answer, and how its process ended. */
export interface Invocation extends Ended, z.output<typeof Answer> {}

/** Conditions of one invocation. */
export interface InvokeOptions {
  /** Seconds, as the platform has it. */
  readonly timeout?: number;
  /** Ends the process at once, as a crash of its instance would. */
  readonly killed?: AbortSignal;
  /** Is told the process. */
  readonly started?: (pid: number) => void;
  /** Milliseconds by which the clock of the process is ahead. */
  readonly skew?: number;
}
