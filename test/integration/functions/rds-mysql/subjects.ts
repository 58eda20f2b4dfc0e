import { databaseSubjects } from '../../../support/stand/database-subjects.ts';
import type { FindSubjects } from '../../../support/stand/subject.ts';

export const subjects: FindSubjects = (servers) => databaseSubjects('rds-mysql', servers);
