import { serve } from '../../shared/entry/handler.ts';
import { generic } from './secret-type.ts';

export const type = generic;
export const handler = serve(generic);
