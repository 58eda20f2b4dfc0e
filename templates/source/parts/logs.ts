import { yml } from '../yml.ts';

/** The project that is made where no other one is named; `name` begins its name. */
export const logs = (name: string) => yml`
  Logs:
    Type: ALIYUN::SLS::Project
    Condition: WithNewLogs
    Properties:
      # Names of projects are taken by all accounts together.
      Name: !Sub '${name}-\${ALIYUN::TenantId}-\${ALIYUN::Region}'
      Description: Logs of functions that rotate secrets
  Store:
    Type: ALIYUN::SLS::Logstore
    Condition: WithNewLogs
    Properties:
      ProjectName: !GetAtt Logs.Name
      LogstoreName: !Ref Logstore
      TTL: !Ref LogDays
      ShardCount: 1
      AutoSplit: true
      MaxSplitShard: 8
  StoreIndex:
    Type: ALIYUN::SLS::Index
    Condition: WithNewLogs
    Properties:
      ProjectName: !GetAtt Logs.Name
      LogstoreName: !GetAtt Store.LogstoreName
      FullTextIndex:
        Enable: true
      # Function Compute writes each line of a function into the field message.
      KeyIndices:
        - Name: functionName
          Type: text
          EnableAnalytics: true
        - Name: message
          Type: text
          EnableAnalytics: true
        - Name: requestId
          Type: text
          EnableAnalytics: true
`;
