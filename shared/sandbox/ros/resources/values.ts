import * as z from 'zod';

/** ROS takes a number or a flag as a text, too. */
export const Text = z.union([z.string(), z.number()]).transform(String);
export const Count = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'it is no number')
    .transform(Number),
]);
export const YesNo = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);

/** What a resource of the real cloud may have and this one cannot honour. */
export const notHere = (what: string) => z.undefined(`the sandbox knows no ${what}`).optional();

/** A policy as a template writes it: a map, which RAM takes as a text. */
export const Document = z.record(z.string(), z.unknown()).transform((document) => JSON.stringify(document));
