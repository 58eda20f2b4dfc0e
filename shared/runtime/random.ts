import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Values that nobody must be able to guess, from the system's own random source. */
export const random = {
  bytes: (count: number): Buffer => randomBytes(count),

  uuid: (): string => randomUUID(),

  requestId: (): string => randomUUID().toUpperCase(),

  text: (length: number, characters = lettersAndDigits): string =>
    Array.from({ length }, () => characters.charAt(randomInt(characters.length))).join(''),

  /** Returns a copy in random order. */
  shuffled: <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, rank: randomInt(2 ** 47) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item),
};
