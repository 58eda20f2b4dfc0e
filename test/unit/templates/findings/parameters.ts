import type { HouseTemplate, Parameter } from '../../../support/templates/house-template.ts';
import type { Check } from './check.ts';

/** What the console shows, and what it lets through. */
export const parameters: Check = ({ Parameters, Metadata }) => [
  ...Object.entries(Parameters).flatMap(([name, parameter]) =>
    complaints(parameter).map((what) => `${name}: ${what}`),
  ),
  ...grouping(Parameters, Metadata),
];

function complaints(parameter: Parameter): readonly string[] {
  const { Type, AllowedPattern, AllowedValues, Default, ConstraintDescription, MinValue, NoEcho } = parameter;
  const said = [];
  if (AllowedPattern !== undefined && !ConstraintDescription)
    said.push('it has a pattern and no ConstraintDescription');
  if (
    AllowedPattern !== undefined &&
    Default !== undefined &&
    !new RegExp(AllowedPattern).test(String(Default))
  )
    said.push('its default does not match its pattern');
  if (AllowedPattern !== undefined && !/^\^.*\$$/s.test(AllowedPattern))
    said.push('its pattern lets anything stand before or after');
  if (AllowedValues && Default !== undefined && !AllowedValues.some((value) => value === Default))
    said.push('its default is not among its values');
  if (Type === 'Number' && MinValue === undefined && !AllowedValues) said.push('it has no bounds');
  if (
    Type !== 'Number' &&
    Type !== 'Boolean' &&
    !AllowedPattern &&
    !AllowedValues &&
    !NoEcho &&
    !selected(parameter)
  )
    said.push('it lets anything through');
  return said;
}

/** The console offers what there is. */
const selected = ({ AssociationProperty }: Parameter) => AssociationProperty?.startsWith('ALIYUN::') ?? false;

function grouping(
  all: HouseTemplate['Parameters'],
  { 'ALIYUN::ROS::Interface': { ParameterGroups } }: HouseTemplate['Metadata'],
): readonly string[] {
  const shown = ParameterGroups.flatMap((group) => group.Parameters);
  return [
    ...Object.keys(all)
      .filter((name) => !shown.includes(name))
      .map((name) => `${name}: it is in no group of the console`),
    ...shown.filter((name) => !(name in all)).map((name) => `${name}: a group names it, and it is not there`),
    ...shown
      .filter((name, index) => shown.indexOf(name) !== index)
      .map((name) => `${name}: it is in two groups`),
  ];
}
