import { ownTypes } from './own-types.ts';
import type { ResourceType } from './resource-type.ts';
import { vendorTypes } from './vendor-types.ts';

export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map([...vendorTypes, ...ownTypes]);
