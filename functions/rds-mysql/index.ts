import { serve } from '../../shared/entry/handler.ts';
import { rdsMysql } from './secret-type.ts';

export const type = rdsMysql;
export const handler = serve(rdsMysql);
