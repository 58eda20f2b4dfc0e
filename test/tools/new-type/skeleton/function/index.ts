import { serve } from '../../../../../shared/entry/handler.ts';
import { newType } from './secret-type.ts';

export const type = newType;
export const handler = serve(newType);
