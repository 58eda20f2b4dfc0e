import { Refusal } from '../refusal.ts';

/**
 * Returns a refusal. The codes in this file are those that the official Terraform provider and Serverless Devs check.
 */
export const functionNotFound = (name: string) =>
  new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist`);

export const functionAlreadyExists = (name: string) =>
  new Refusal(409, 'FunctionAlreadyExists', `function '${name}' already exists`);

export const triggerNotFound = (name: string) =>
  new Refusal(404, 'TriggerNotFound', `trigger '${name}' does not exist`);

export const triggerAlreadyExists = (name: string) =>
  new Refusal(409, 'TriggerAlreadyExists', `trigger '${name}' already exists`);

export const asyncConfigNotExists = (name: string) =>
  new Refusal(404, 'AsyncConfigNotExists', `function '${name}' has no asynchronous configuration`);

/** The error code for a parameter that breaks a rule. Source: FC "Error codes". */
export const invalidArgument = 'InvalidArgument';

export const invalid = (message: string) => new Refusal(400, invalidArgument, message);
