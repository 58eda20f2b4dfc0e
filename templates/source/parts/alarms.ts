import type { SecretType } from '../secret-type.ts';
import { yml } from '../yml.ts';

export const alarms = (type: SecretType, condition: string) => yml`
  ${type.prefix}FailureAlarm:
    Type: ALIYUN::SLS::Alert
${condition}
    Properties:
      Project:
        Fn::If: [WithNewLogs, !GetAtt Logs.Name, !Ref LogProject]
      Detail:
        Name: !Sub '\${${type.prefix}FunctionName}-failure'
        DisplayName: !Sub 'A rotation of \${${type.prefix}FunctionName} failed'
        Description: !Sub 'Type: rotator status --region \${ALIYUN::Region}, then rotator plan NAME'
        Type: Alert
        State: !Ref AlarmState
        Schedule:
          Type: FixedRate
          Interval: 5m
        Configuration:
          Version: '2.0'
          Type: default
          Dashboard: internal-alert-analysis
          QueryList:
            - StoreType: log
              Region: !Ref ALIYUN::Region
              Project:
                Fn::If: [WithNewLogs, !GetAtt Logs.Name, !Ref LogProject]
              Store:
                Fn::If: [WithNewLogs, !GetAtt Store.LogstoreName, !Ref Logstore]
              Query:
                Fn::Sub: >-
                  functionName: "\${${type.prefix}FunctionName}" and message: "error" and (message: "failed" or
                  message: "stopped" or message: "missed" or message: "drifted" or message: "invocation-failed")
                  | select count(1) as n
              TimeSpanType: Relative
              Start: -15m
              End: now
          GroupConfiguration:
            Type: no_group
            Fields: []
          JoinConfigurations: []
          SeverityConfigurations:
            - Severity: 8
              EvalCondition:
                Condition: n > 0
                CountCondition: ''
          Threshold: 1
          NoDataFire: false
          SendResolved: true
          AutoAnnotation: true
          PolicyConfiguration:
            AlertPolicyId: !Ref AlertPolicyId
            ActionPolicyId: !Ref ActionPolicyId
            RepeatInterval: 4h
  ${type.prefix}SilenceAlarm:
    Type: ALIYUN::SLS::Alert
${condition}
    Properties:
      Project:
        Fn::If: [WithNewLogs, !GetAtt Logs.Name, !Ref LogProject]
      Detail:
        Name: !Sub '\${${type.prefix}FunctionName}-silence'
        DisplayName: !Sub 'No success of \${${type.prefix}FunctionName} for long'
        Description: !Sub >-
          Type: rotator doctor --region \${ALIYUN::Region} --function \${${type.prefix}FunctionName}
        Type: Alert
        State: !Ref AlarmState
        Schedule:
          Type: FixedRate
          Interval: 1h
        Configuration:
          Version: '2.0'
          Type: default
          Dashboard: internal-alert-analysis
          QueryList:
            - StoreType: log
              Region: !Ref ALIYUN::Region
              Project:
                Fn::If: [WithNewLogs, !GetAtt Logs.Name, !Ref LogProject]
              Store:
                Fn::If: [WithNewLogs, !GetAtt Store.LogstoreName, !Ref Logstore]
              Query:
                Fn::Sub: >-
                  functionName: "\${${type.prefix}FunctionName}" and message: "swept-well" | select count(1) as n
              TimeSpanType: Relative
              Start: !Sub '-\${SilencePeriod}h'
              End: now
          GroupConfiguration:
            Type: no_group
            Fields: []
          JoinConfigurations: []
          SeverityConfigurations:
            - Severity: 8
              EvalCondition:
                Condition: n == 0
                CountCondition: ''
          Threshold: 1
          NoDataFire: false
          SendResolved: true
          AutoAnnotation: true
          PolicyConfiguration:
            AlertPolicyId: !Ref AlertPolicyId
            ActionPolicyId: !Ref ActionPolicyId
            RepeatInterval: 4h
`;
