import * as z from 'zod';

/** Name of a project. Source: SLS "Resource naming". */
export const ProjectName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'a project has no such name');
export const LogstoreName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/, 'a logstore has no such name');
