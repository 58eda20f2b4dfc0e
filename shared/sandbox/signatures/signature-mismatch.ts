import { Refusal } from '../refusal.ts';

/**
 * A refusal whose response ends with the text that was to be signed. Older official clients compare it with their own
 * text. If the two are equal, they say that the AccessKey secret is wrong. Source: the cores of the SDKs for Java,
 * Python, Go and C#.
 */
export class SignatureMismatch extends Refusal {
  readonly #stringToSign: string;

  constructor(stringToSign: string) {
    super(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
    this.#stringToSign = stringToSign;
  }

  override get told(): string {
    return `${this.message} server string to sign is:${this.#stringToSign}`;
  }
}
