import { serve } from '../../shared/entry/handler.ts';
import { rdsPostgresql } from './secret-type.ts';

export const type = rdsPostgresql;
export const handler = serve(rdsPostgresql);
