import { relative } from 'node:path';

const folders = [
  /^test\/full\/demo/,
  /^test\/process\/(crash|faults|operations|operator\/cli|races|servers|trust)\//,
  /^test\/integration\/(demo|entry|faults|load|operations|races|secrecy|trust)\//,
  /^test\/integration\/operator\/doctor\/secret\./,
  /^test\/integration\/services\/(mysql|postgresql|ssh)\//,
  /^test\/integration\/sandbox\/rds/,
  /^test\/integration\/functions\/(rds-\w+\/|generic\/ssh-)/,
];

/** Whether a test may log in to real databases, which are started only where one of those that run may. */
export function needsServers(file: string): boolean {
  const path = relative('.', file);
  return folders.some((folder) => folder.test(path));
}
