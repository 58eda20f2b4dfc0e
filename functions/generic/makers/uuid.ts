import * as z from 'zod';
import { random } from '../../../shared/runtime/random.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { single, type Way } from './maker.ts';

/** UUIDs of version 4 (RFC 9562), with 122 random bits. */
export const uuid: Way = {
  rule: 'uuid',
  form: z
    .strictObject({ how: z.literal('uuid') })
    .transform(({ how }) => single(how, () => new Sensitive(random.uuid()))),
};
