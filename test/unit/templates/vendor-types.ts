import { Stack } from '@alicloud/ros-cdk-core';
import * as ecs from '@alicloud/ros-cdk-ecs';
import * as fc3 from '@alicloud/ros-cdk-fc3';
import * as ram from '@alicloud/ros-cdk-ram';
import * as rds from '@alicloud/ros-cdk-rds';
import * as sls from '@alicloud/ros-cdk-sls';
import { isRecord } from '../../../shared/ros-template/record.ts';
import type { PropertyTable, ResourceType } from './resource-type.ts';
import { VendorCode } from './vendor-code.ts';

/** A class of the ROS CDK that checks the properties of one type where it is asked to. */
interface VendorClass {
  new (
    stack: Stack,
    id: string,
    properties: object,
    check: boolean,
  ): { readonly rosProperties: object; renderProperties(properties: object): object };
  readonly name: string;
  readonly ROS_RESOURCE_TYPE_NAME: string;
}

const isVendorClass = (value: unknown): value is VendorClass =>
  typeof value === 'function' && 'ROS_RESOURCE_TYPE_NAME' in value;

/** Types by name, with the rules that the vendor generates from its own registry. */
export const vendorTypes: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries({ ecs, fc3, ram, rds, sls }).flatMap(([service, module]) => {
    const code = new VendorCode(service);
    const classes = Object.values<unknown>(module).filter(isVendorClass);
    return classes
      .filter(({ name }) => name.startsWith('Ros'))
      .map((one): [string, ResourceType] => [one.ROS_RESOURCE_TYPE_NAME, typeOf(one, code)]);
  }),
);

function typeOf(vendor: VendorClass, code: VendorCode): ResourceType {
  return {
    attributes: code.attributes(vendor.name),
    get properties() {
      return code.properties(vendor.name);
    },
    complaints(properties) {
      const named = inVendorNames(properties, this.properties);
      const made = new vendor(new Stack(), 'Resource', isRecord(named) ? named : {}, true);
      try {
        made.renderProperties(made.rosProperties);
        return [];
      } catch (error) {
        return [messageOf(error)];
      }
    },
  };
}

const messageOf = (error: unknown) =>
  error instanceof Error ? error.message.replace(/\s*\n\s*/g, '; ') : '';

function inVendorNames(value: unknown, table: PropertyTable | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => inVendorNames(item, table));
  if (!isRecord(value) || !table) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const fact = table.get(name);
      return [fact?.vendorName ?? name, inVendorNames(part, fact?.nested)];
    }),
  );
}
