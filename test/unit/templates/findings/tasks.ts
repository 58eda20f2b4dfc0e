import type { Check } from './check.ts';

/** A sweep names what it hands over: only as a task it is started once, however often it is handed over. */
export const tasks: Check = ({ Resources }) =>
  Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'ALIYUN::FC3::AsyncInvokeConfig')
    .filter(([, { Properties }]) => Properties.AsyncTask !== true)
    .map(([id]) => `${id}: what a sweep hands over twice would start twice`);
