/** An error response of the cloud. Its message consists of fixed words and names, never of a parameter's value. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.status = status;
    this.code = code;
  }

  /** Returns the text for the caller. The audit stores the message, which repeats nothing that was sent. */
  get told(): string {
    return this.message;
  }
}

export const missingParameter = (name: string) =>
  new Refusal(400, 'MissingParameter', `The parameter "${name}" is needed but was not given.`);

/** Returns the refusal of a gateway that checks parameters before the service sees them. */
export const missingInQuery = (name: string) =>
  new Refusal(400, `Missing${name}`, `${name} is mandatory for this action.`);

export const invalidParameter = (name: string, why: string, code = 'InvalidParameter') =>
  new Refusal(400, code, `The specified parameter "${name}" is not valid: ${why}.`);

export const unsupported = (what: string) =>
  new Refusal(400, 'UnsupportedOperation', `This operation is not supported: ${what}.`);

export const throttled = () => new Refusal(429, 'Rejected.Throttling', 'QPS Limit Exceeded');

export const internalFailure = () => new Refusal(500, 'InternalFailure', 'Internal Failure');

export const unavailable = () =>
  new Refusal(503, 'ServiceUnavailableTemporary', 'Service Unavailable Temporary');
