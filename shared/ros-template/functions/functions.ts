import { and, choose, equals, not, or } from './conditions.ts';
import type { Intrinsic } from './intrinsic.ts';
import { length, listMerge, select } from './lists.ts';
import { findInMap, getAtt, getJsonValue, ref } from './lookups.ts';
import type { FunctionName } from './names.ts';
import { base64Decode, base64Encode, join, replace, split, str, sub } from './texts.ts';

const table: Readonly<Record<FunctionName, Intrinsic>> = {
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::FindInMap': findInMap,
  'Fn::GetJsonValue': getJsonValue,
  'Fn::Join': join,
  'Fn::Sub': sub,
  'Fn::Split': split,
  'Fn::Replace': replace,
  'Fn::Str': str,
  'Fn::Base64Encode': base64Encode,
  'Fn::Base64Decode': base64Decode,
  'Fn::Select': select,
  'Fn::Length': length,
  'Fn::ListMerge': listMerge,
  'Fn::Equals': equals,
  'Fn::And': and,
  'Fn::Or': or,
  'Fn::Not': not,
  'Fn::If': choose,
};

export const functions: ReadonlyMap<string, Intrinsic> = new Map(Object.entries(table));
