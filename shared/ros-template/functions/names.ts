/** The functions of ROS "Function index" that this sandbox evaluates. It refuses every other one by its name. */
export const names = [
  'Ref',
  'Fn::GetAtt',
  'Fn::FindInMap',
  'Fn::GetJsonValue',
  'Fn::Join',
  'Fn::Sub',
  'Fn::Split',
  'Fn::Replace',
  'Fn::Str',
  'Fn::Base64Encode',
  'Fn::Base64Decode',
  'Fn::Select',
  'Fn::Length',
  'Fn::ListMerge',
  'Fn::Equals',
  'Fn::And',
  'Fn::Or',
  'Fn::Not',
  'Fn::If',
] as const;

export type FunctionName = (typeof names)[number];
