import type { HouseTemplate } from '../house-template.ts';
import type { Rendering } from '../rendering.ts';

/** Says of a template what is wrong with it: one sentence a fault, and where it is. */
export type Check = (template: HouseTemplate, renderings: readonly Rendering[]) => readonly string[];
