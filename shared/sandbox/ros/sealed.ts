import * as z from 'zod';
import type { GivenParameters } from '../../ros-template/parameters.ts';
import type { Properties } from '../../ros-template/record.ts';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Cloud } from '../cloud.ts';

/** The stack under whose data key the content is sealed. */
interface Holder {
  readonly id: string;
  readonly dataKey: string;
}

const Parameters = z.record(z.string(), z.string());
const Values = z.record(z.string(), z.unknown());

export const sealParameters = (cloud: Cloud, stack: Holder, given: GivenParameters) =>
  seal(cloud, stack, given, 'parameters');

export const openParameters = (cloud: Cloud, stack: Holder, sealed: string): GivenParameters =>
  Parameters.parse(open(cloud, stack, sealed, 'parameters'));

export const sealProperties = (cloud: Cloud, stack: Holder, properties: Properties) =>
  seal(cloud, stack, properties, 'properties');

export const openProperties = (cloud: Cloud, stack: Holder, sealed: string): Properties =>
  Values.parse(open(cloud, stack, sealed, 'properties'));

function seal({ vault }: Cloud, { dataKey, id }: Holder, content: object, place: string): string {
  return vault.seal(dataKey, new Sensitive(JSON.stringify(content)), id, place);
}

function open({ vault }: Cloud, { dataKey, id }: Holder, sealed: string, place: string): unknown {
  return JSON.parse(vault.open(dataKey, sealed, id, place).reveal());
}
