import { databaseSubjects } from '../../stand/database-subjects.ts';
import type { FindSubjects } from '../../stand/subject.ts';

export const subjects: FindSubjects = (servers) => databaseSubjects('rds-postgresql', servers);
