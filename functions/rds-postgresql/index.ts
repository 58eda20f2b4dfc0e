import { serve } from '../../shared/handler.ts';
import { rdsPostgresql } from './secret-type.ts';

export const type = rdsPostgresql;
export const handler = serve(rdsPostgresql);
