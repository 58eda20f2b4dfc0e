import { accountGuards } from './account-guards.ts';
import { adoptGuards } from './adopt-guards.ts';
import { aftermathGuards } from './aftermath-guards.ts';
import { deploymentGuards } from './deployment-guards.ts';
import { doctorGuards } from './doctor-guards.ts';
import { edgeGuards, serverGuards } from './edge-guards.ts';
import { eventGuards } from './event-guards.ts';
import { evictionGuards } from './eviction-guards.ts';
import type { Guard } from './guard.ts';
import { issuingGuards } from './issuing-guards.ts';
import { operationGuards } from './operation-guards.ts';
import { platformGuards } from './platform-guards.ts';
import { promotionGuards } from './promotion-guards.ts';
import { rdsApiGuards } from './rds-api-guards.ts';
import { rdsGuards } from './rds-guards.ts';
import { reportGuards } from './report-guards.ts';
import { rotationGuards } from './rotation-guards.ts';
import { situationGuards } from './situation-guards.ts';
import { sshGuards } from './ssh-guards.ts';
import { sweepGuards } from './sweep-guards.ts';
import { templateGuards } from './template-guards.ts';
import { trustGuards } from './trust-guards.ts';

/** Those that need a server come last, since their tests take longest. */
export const guards: readonly Guard[] = [
  ...rotationGuards,
  ...promotionGuards,
  ...issuingGuards,
  ...aftermathGuards,
  ...edgeGuards,
  ...deploymentGuards,
  ...adoptGuards,
  ...templateGuards,
  ...reportGuards,
  ...doctorGuards,
  ...sweepGuards,
  ...platformGuards,
  ...eventGuards,
  ...serverGuards,
  ...accountGuards,
  ...situationGuards,
  ...sshGuards,
  ...rdsGuards,
  ...rdsApiGuards,
  ...evictionGuards,
  ...operationGuards,
  ...trustGuards,
];
