import type { Text } from '../secret-type.ts';
import { lines, yml } from '../yml.ts';

/** Groups of the parameters that every template has, as the console shows them. */
export const sharedGroups = yml`
      - Label:
          default:
            en: Policy of a new secret
            zh-cn: 新凭据的策略
        Parameters:
          - Schedule
          - Window
          - Grace
          - Environment
      - Label:
          default:
            en: Key Management Service
            zh-cn: 密钥管理服务
        Parameters:
          - KmsInstanceId
          - KmsKeyId
          - KmsEndpoint
      - Label:
          default:
            en: Network
            zh-cn: 网络
        Parameters:
          - VpcId
          - VSwitchIds
          - SecurityGroupId
          - InternetAccess
          - Layer
          - CaFile
      - Label:
          default:
            en: Timer and retries
            zh-cn: 定时与重试
        Parameters:
          - SweepSchedule
          - TriggerKeys
          - MemorySize
          - Timeout
          - RetryAttempts
          - EventAge
          - FailureDestination
      - Label:
          default:
            en: Logs and alarms
            zh-cn: 日志与告警
        Parameters:
          - LogProject
          - Logstore
          - LogDays
          - AlarmState
          - AlertPolicyId
          - ActionPolicyId
          - SilencePeriod
      - Label:
          default:
            en: What tags may not say
            zh-cn: 标签无权设置的内容
        Parameters:
          - Configuration
          - ConfigurationSecretName
      - Label:
          default:
            en: Notices
            zh-cn: 通知
        Parameters:
          - EventsSecretName
          - EventKinds
          - EventBusName
`;

/** A group of parameters under one heading. */
export function groupOf({ en, zh }: Text, parameters: readonly string[]): string {
  const heading = yml`
      - Label:
          default:
            en: ${en}
            zh-cn: ${zh}
        Parameters:
`;
  return lines(heading, ...parameters.map((name) => `          - ${name}`));
}
