import type { Properties } from '../../ros-template/record.ts';
import type { WantedResource } from '../../ros-template/resolution.ts';
import { act, ResourceFailed, reasonOf } from './act.ts';
import { attributesAmong } from './attributes-among.ts';
import type { Made } from './resources/resource-type.ts';
import { resourceType } from './resources/resource-types.ts';
import { sameValue } from './same-value.ts';
import { openProperties, sealProperties } from './sealed.ts';
import { callsOf, forgetResource, markResource, type Site, stackOf } from './site.ts';
import type { StackResource } from './stack.ts';

/** Makes and changes what is wanted, in order, then deletes what is not wanted any more. Throws ResourceFailed. */
export async function reconcile(site: Site, wanted: readonly WantedResource[]): Promise<void> {
  for (const one of wanted) await ensure(site, one);
  const unwanted = stackOf(site).resources.filter(({ id }) => !wanted.some((one) => one.id === id));
  for (const resource of unwanted.toReversed())
    await remove(site, resource, resource.deletionPolicy === 'Retain');
}

async function ensure(site: Site, wanted: WantedResource): Promise<void> {
  const named = stackOf(site).resources.find(({ id }) => id === wanted.id);
  const isOther = named !== undefined && named.type !== wanted.type;
  if (isOther) await remove(site, named, named.deletionPolicy === 'Retain');
  const known = isOther ? undefined : named;
  const properties = evaluated(site, wanted);
  if (known?.physicalId === undefined) return await create(site, wanted, properties);
  const before = openProperties(site.cloud, stackOf(site), known.sealedProperties);
  if (!sameValue(before, properties)) return await update(site, wanted, known, before, properties);
  if (known.deletionPolicy !== wanted.deletionPolicy)
    markResource(site, { ...known, deletionPolicy: wanted.deletionPolicy });
}

function evaluated(site: Site, wanted: WantedResource): Properties {
  try {
    return wanted.properties(attributesAmong(() => stackOf(site).resources));
  } catch (error) {
    throw new ResourceFailed(reasonOf(error));
  }
}

async function create(site: Site, wanted: WantedResource, properties: Properties): Promise<void> {
  const { id, type, deletionPolicy } = wanted;
  const now = site.cloud.now();
  const sealedProperties = sealProperties(site.cloud, stackOf(site), properties);
  const resource = { id, type, deletionPolicy, createdAt: now, updatedAt: now, sealedProperties };
  await act(site, 'CREATE', { ...resource, attributes: {} }, () =>
    resourceType(type).create(callsOf(site), properties),
  );
}

async function update(
  site: Site,
  { type, deletionPolicy }: WantedResource,
  known: StackResource,
  before: Properties,
  properties: Properties,
): Promise<void> {
  const { fixed, update: change } = resourceType(type);
  const name = fixed.find((one) => !sameValue(before[one], properties[one]));
  const sealedProperties = sealProperties(site.cloud, stackOf(site), properties);
  // Kept even where it fails half way, so that taking it back knows what may have been changed.
  const attempted = name === undefined ? { ...known, sealedProperties } : known;
  await act(site, 'UPDATE', { ...attempted, deletionPolicy }, async () => {
    if (name !== undefined) throw new ResourceFailed(`the property ${name} cannot be updated`);
    return await change(callsOf(site), properties, before, madeOf(known));
  });
}

/** Retained, it is left where it is, and known to no stack any more. */
export async function remove(site: Site, resource: StackResource, retain: boolean): Promise<void> {
  const { id, type, physicalId, sealedProperties } = resource;
  if (physicalId !== undefined && !retain)
    await act(site, 'DELETE', resource, async () => {
      const before = openProperties(site.cloud, stackOf(site), sealedProperties);
      await resourceType(type).delete(callsOf(site), before, madeOf(resource));
      return {};
    });
  forgetResource(site, id);
}

const madeOf = ({ physicalId = '', attributes }: StackResource): Made => ({ physicalId, attributes });
