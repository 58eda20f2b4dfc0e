import { databaseGrounds } from '../../trust/table/databases.ts';

export const grounds = databaseGrounds('rds-postgresql');
