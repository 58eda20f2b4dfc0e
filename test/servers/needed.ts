import { relative } from 'node:path';

const folders =
  /^test\/(cli|crash|databases|demo|faults|handler|life|load|races|secrecy|servers|ssh|trust)\//;
const ofFunctions = /^test\/functions\/(rds-\w+\/|generic\/ssh-)/;

/** Whether a test may log in to real databases, which are started only where one of those that run may. */
export function needsServers(file: string): boolean {
  const path = relative('.', file);
  return folders.test(path) || ofFunctions.test(path);
}
