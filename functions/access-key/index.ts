import { serve } from '../../shared/handler.ts';
import { accessKey } from './secret-type.ts';

export const type = accessKey;
export const handler = serve(accessKey);
