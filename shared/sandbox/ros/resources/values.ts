import * as z from 'zod';

/** A text. ROS takes a text for a number or a flag too, as `Count` and `YesNo` do. */
export const Text = z.union([z.string(), z.number()]).transform(String);
export const Count = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'it is no number')
    .transform(Number),
]);
export const YesNo = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);

/** Returns a schema that refuses a property of the real cloud which this cloud does not support. */
export const notHere = (what: string) => z.undefined(`the sandbox knows no ${what}`).optional();

/** A policy as a template writes it: a map, which RAM takes as a text. */
export const Document = z.record(z.string(), z.unknown()).transform((document) => JSON.stringify(document));
