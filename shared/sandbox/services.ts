import { actionTrail } from './actiontrail/actiontrail.ts';
import { fc } from './fc/fc.ts';
import { kms } from './kms/kms.ts';
import { oss } from './oss/oss.ts';
import { ram } from './ram/ram.ts';
import { rds } from './rds/rds.ts';
import { ros } from './ros/ros.ts';
import { sts } from './sts/sts.ts';

/** The services that have an address. */
export const services = [kms, ram, sts, actionTrail, fc, oss, ros, rds];
