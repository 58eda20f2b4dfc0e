import type { Sensitive } from '../../runtime/sensitive.ts';
import type { HostKeyPin } from './host-key.ts';
import { type PublicKey, publicKeyOf } from './public-key.ts';

/** The credential of an account. */
export type Credential = { readonly password: Sensitive } | { readonly privateKey: Sensitive };

interface Prompt {
  readonly prompt: string;
}

type Answer = (answers: string[]) => void;

/**
 * One login attempt and its result. The credential is offered once, in one way, since a server counts a second way as a
 * second failed login.
 */
export class LoginAttempt {
  readonly #pin: HostKeyPin;
  readonly #account: string;
  readonly #credential: Credential;
  #asked = false;
  #answered = false;
  /** The host key that the server showed, if it is not the pinned one. */
  stranger: PublicKey | undefined;
  /** The ways to log in that the server offers. */
  offered: readonly string[] = [];
  /** Whether the credential has left this process. */
  sent = false;
  /** Whether the server accepted the credential and asks for another one beside it. */
  wantsMore = false;

  constructor(pin: HostKeyPin, account: string, credential: Credential) {
    this.#pin = pin;
    this.#account = account;
    this.#credential = credential;
  }

  admits(hostKey: Buffer): boolean {
    const shown = publicKeyOf(hostKey);
    if (this.#pin.admits(shown)) return true;
    this.stranger = shown;
    return false;
  }

  /**
   * Returns the next way to log in. The first one is `none`, to which the server replies with the ways that it offers.
   */
  next(offered: readonly string[], partial: boolean) {
    const username = this.#account;
    if (!this.#asked) {
      this.#asked = true;
      return { type: 'none', username } as const;
    }
    this.wantsMore ||= this.sent && partial;
    if (this.sent) return false;
    this.offered = offered;
    const method = this.#method(username);
    this.sent = method !== false;
    return method;
  }

  #method(username: string) {
    const credential = this.#credential;
    if ('privateKey' in credential) {
      if (!this.offered.includes('publickey')) return false;
      return { type: 'publickey', username, key: credential.privateKey.reveal() } as const;
    }
    const password = credential.password.reveal();
    if (this.offered.includes('password')) return { type: 'password', username, password } as const;
    if (!this.offered.includes('keyboard-interactive')) return false;
    const prompt = (_name: string, _what: string, _language: string, prompts: Prompt[], answer: Answer) =>
      this.#answer(prompts, password, answer);
    return { type: 'keyboard-interactive', username, prompt } as const;
  }

  /**
   * Answers the single question that a server may ask: the one for the password. Another question, for a new password
   * or a code, gets an empty answer.
   */
  #answer(prompts: readonly Prompt[], password: string, answer: Answer): void {
    const first = !this.#answered && prompts.length === 1;
    this.wantsMore ||= !first && prompts.length > 0;
    if (prompts.length > 0) this.#answered = true;
    answer(first ? [password] : prompts.map(() => ''));
  }
}
