import type { Properties } from '../../ros-template/record.ts';
import type { WantedResource } from '../../ros-template/resolution.ts';
import { changeResource, ResourceFailed, reasonOf } from './act.ts';
import { attributesAmong } from './attributes-among.ts';
import type { Made } from './resources/resource-type.ts';
import { resourceType } from './resources/resource-types.ts';
import { sameValue } from './same-value.ts';
import { openProperties, sealProperties } from './sealed.ts';
import type { StackResource } from './stack.ts';
import { callsOf, forgetResource, markResource, type StackContext, stackOf } from './stack-context.ts';

/**
 * Creates and changes the wanted resources in order, then deletes those that are no longer wanted. Throws
 * ResourceFailed.
 */
export async function reconcile(
  stackContext: StackContext,
  wanted: readonly WantedResource[],
): Promise<void> {
  for (const one of wanted) await ensure(stackContext, one);
  const unwanted = stackOf(stackContext).resources.filter(({ id }) => !wanted.some((one) => one.id === id));
  for (const resource of unwanted.toReversed())
    await remove(stackContext, resource, resource.deletionPolicy === 'Retain');
}

async function ensure(stackContext: StackContext, wanted: WantedResource): Promise<void> {
  const named = stackOf(stackContext).resources.find(({ id }) => id === wanted.id);
  const isOther = named !== undefined && named.type !== wanted.type;
  if (isOther) await remove(stackContext, named, named.deletionPolicy === 'Retain');
  const known = isOther ? undefined : named;
  const properties = evaluated(stackContext, wanted);
  if (known?.physicalId === undefined) return await create(stackContext, wanted, properties);
  const before = openProperties(stackContext.cloud, stackOf(stackContext), known.sealedProperties);
  if (!sameValue(before, properties)) return await update(stackContext, wanted, known, before, properties);
  if (known.deletionPolicy !== wanted.deletionPolicy)
    markResource(stackContext, { ...known, deletionPolicy: wanted.deletionPolicy });
}

function evaluated(stackContext: StackContext, wanted: WantedResource): Properties {
  try {
    return wanted.properties(attributesAmong(() => stackOf(stackContext).resources));
  } catch (error) {
    throw new ResourceFailed(reasonOf(error));
  }
}

async function create(
  stackContext: StackContext,
  wanted: WantedResource,
  properties: Properties,
): Promise<void> {
  const { id, type, deletionPolicy } = wanted;
  const now = stackContext.cloud.now();
  const sealedProperties = sealProperties(stackContext.cloud, stackOf(stackContext), properties);
  const resource = { id, type, deletionPolicy, createdAt: now, updatedAt: now, sealedProperties };
  await changeResource(stackContext, 'CREATE', { ...resource, attributes: {} }, () =>
    resourceType(type).create(callsOf(stackContext), properties),
  );
}

async function update(
  stackContext: StackContext,
  { type, deletionPolicy }: WantedResource,
  known: StackResource,
  before: Properties,
  properties: Properties,
): Promise<void> {
  const { fixed, update: change } = resourceType(type);
  const name = fixed.find((one) => !sameValue(before[one], properties[one]));
  const sealedProperties = sealProperties(stackContext.cloud, stackOf(stackContext), properties);
  // The properties are stored even if the change fails halfway, so that the rollback knows what may have been changed.
  const attempted = name === undefined ? { ...known, sealedProperties } : known;
  await changeResource(stackContext, 'UPDATE', { ...attempted, deletionPolicy }, async () => {
    if (name !== undefined) throw new ResourceFailed(`the property ${name} cannot be updated`);
    return await change(callsOf(stackContext), properties, before, madeOf(known));
  });
}

/** Removes a resource from the stack. A retained resource stays where it is, but no stack knows it any more. */
export async function remove(
  stackContext: StackContext,
  resource: StackResource,
  retain: boolean,
): Promise<void> {
  const { id, type, physicalId, sealedProperties } = resource;
  if (physicalId !== undefined && !retain)
    await changeResource(stackContext, 'DELETE', resource, async () => {
      const before = openProperties(stackContext.cloud, stackOf(stackContext), sealedProperties);
      await resourceType(type).delete(callsOf(stackContext), before, madeOf(resource));
      return {};
    });
  forgetResource(stackContext, id);
}

const madeOf = ({ physicalId = '', attributes }: StackResource): Made => ({ physicalId, attributes });
