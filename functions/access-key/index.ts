import { serve } from '../../shared/entry/handler.ts';
import { accessKey } from './secret-type.ts';

export const type = accessKey;
export const handler = serve(accessKey);
