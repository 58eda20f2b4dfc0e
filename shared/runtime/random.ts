import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Whatever must not be guessed, from the system's own source. */
export const random = {
  bytes: (count: number): Buffer => randomBytes(count),

  uuid: (): string => randomUUID(),

  requestId: (): string => randomUUID().toUpperCase(),

  text: (length: number, characters = lettersAndDigits): string =>
    Array.from({ length }, () => characters.charAt(randomInt(characters.length))).join(''),

  /** A copy in random order. */
  shuffled: <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, rank: randomInt(2 ** 47) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item),
};
