import type { HouseTemplate } from '../../../support/templates/house-template.ts';
import type { Rendering } from '../../../support/templates/rendering.ts';

/** Says of a template what is wrong with it: one sentence a fault, and where it is. */
export type Check = (template: HouseTemplate, renderings: readonly Rendering[]) => readonly string[];
