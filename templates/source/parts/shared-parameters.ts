import { yml } from '../yml.ts';

/** Where the code of the functions lies. */
export const bundleBucket = yml`
  BundleBucket:
    Type: String
    Label:
      en: Bucket of the bundles
      zh-cn: 代码包所在 Bucket
    Description:
      en: OSS bucket in the region of the function. Empty, the code itself is given.
      zh-cn: 与函数同地域的 OSS Bucket。留空则直接提供代码。
    Default: ''
    AssociationProperty: ALIYUN::OSS::Bucket::BucketName
    AllowedPattern: '^$|^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$'
    ConstraintDescription:
      en: 3 to 63 lower case letters, digits and hyphens
      zh-cn: 3 到 63 个小写字母、数字或连字符
`;

/** Parameters that every template has, whatever its secret types. */
export const sharedParameters = yml`
  Schedule:
    Type: String
    Label:
      en: Schedule of a new secret
      zh-cn: 新凭据的轮转计划
    Description:
      en: When it is to be rotated, such as every:30d or weekly:mon:03:00@Asia/Shanghai.
      zh-cn: 轮转时间，例如 every:30d 或 weekly:mon:03:00@Asia/Shanghai。
    Default: every:30d
    AllowedPattern: '^(every:[1-9]\d{0,5}[mhd]|((daily|weekly:[a-z+]+|monthly:[0-9+]+):\d{2}:\d{2}|cron:[A-Za-z0-9_/+-]+)(@[A-Za-z0-9_/+-]+)?)$'
    ConstraintDescription:
      en: every:30d, daily:03:00, weekly:mon:03:00, monthly:1:03:00 or cron:0_3_any_any_1, with a time zone behind @
      zh-cn: every:30d、daily:03:00、weekly:mon:03:00、monthly:1:03:00 或 cron:0_3_any_any_1，可在 @ 后加时区
  Window:
    Type: String
    Label:
      en: Window of a new secret
      zh-cn: 新凭据的轮转时段
    Description:
      en: Hours in which a rotation may begin.
      zh-cn: 允许开始轮转的时段。
    Default: 00:00-23:59@UTC
    AllowedPattern: '^\d{2}:\d{2}-\d{2}:\d{2}(@[A-Za-z0-9_/+-]+)?$'
    ConstraintDescription:
      en: such as 02:00-04:00@Asia/Shanghai
      zh-cn: 例如 02:00-04:00@Asia/Shanghai
  Grace:
    Type: String
    Label:
      en: Grace of a new secret
      zh-cn: 新凭据的宽限期
    Description:
      en: How long the previous credential lives on.
      zh-cn: 旧凭证继续有效的时长。
    Default: 24h
    AllowedPattern: '^\d{1,6}[mhd](:accepted)?$'
    ConstraintDescription:
      en: such as 24h or 7d; one below 6 h 10 min ends in :accepted
      zh-cn: 例如 24h 或 7d；短于 6 小时 10 分钟须以 :accepted 结尾
  Environment:
    Type: String
    Label:
      en: Environment
      zh-cn: 环境
    Description:
      en: A secret whose tag rotation:environment says something else is left alone; a new secret is tagged with it.
      zh-cn: 标签 rotation:environment 与此不符的凭据不会被轮转；新凭据会带上该标签。
    Default: production
    AllowedPattern: '^[A-Za-z0-9_.-]{1,64}$'
    ConstraintDescription:
      en: at most 64 letters, digits, dots, hyphens and underscores
      zh-cn: 最多 64 个字母、数字、点、连字符或下划线
  KmsInstanceId:
    Type: String
    Label:
      en: KMS instance of a new secret
      zh-cn: 新凭据所属 KMS 实例
    Description:
      en: Empty, the secret is created without naming one.
      zh-cn: 留空则不指定实例。
    Default: ''
    AllowedPattern: '^$|^kst-[a-z0-9]+$'
    ConstraintDescription:
      en: such as kst-hzz62ee817bvyyr5x
      zh-cn: 例如 kst-hzz62ee817bvyyr5x
  KmsKeyId:
    Type: String
    Label:
      en: Key of the secrets
      zh-cn: 加密凭据的密钥
    Description:
      en: Only where the secrets are protected by a key of your own. The role may then use it.
      zh-cn: 仅当凭据由自有密钥加密时填写，函数角色将获准使用该密钥。
    Default: ''
    AllowedPattern: '^$|^[A-Za-z0-9-]{8,64}$'
    ConstraintDescription:
      en: id of a key, not its ARN or alias
      zh-cn: 密钥 ID，而非 ARN 或别名
  KmsEndpoint:
    Type: String
    Label:
      en: Address of KMS
      zh-cn: KMS 地址
    Description:
      en: Where it is neither the public one of the region nor, for a function in a VPC without internet access, kms-vpc of the region.
      zh-cn: 默认使用地域公网地址；接入专有网络且无公网访问的函数默认使用该地域的 kms-vpc 地址。其他情况在此填写。
    Default: ''
    AllowedPattern: '^$|^(https://)?[a-z0-9.-]+(:\d{1,5})?$'
    ConstraintDescription:
      en: a host name or an https address
      zh-cn: 主机名或 https 地址
  VpcId:
    Type: String
    Label:
      en: VPC
      zh-cn: 专有网络
    Description:
      en: Where the services are. Empty, the functions are in no VPC.
      zh-cn: 目标服务所在的专有网络。留空则函数不接入专有网络。
    Default: ''
    AssociationProperty: ALIYUN::ECS::VPC::VPCId
    AllowedPattern: '^$|^vpc-[a-z0-9]+$'
    ConstraintDescription:
      en: such as vpc-bp1s5fnvk4gn2tws0
      zh-cn: 例如 vpc-bp1s5fnvk4gn2tws0
  VSwitchIds:
    Type: CommaDelimitedList
    Label:
      en: VSwitches
      zh-cn: 交换机
    Description:
      en: Their addresses must be on the white list of the database.
      zh-cn: 其网段须加入数据库白名单。
    Default: ''
    AssociationProperty: ALIYUN::VPC::VSwitch::VSwitchId
    AssociationPropertyMetadata:
      VpcId: \${VpcId}
    AllowedPattern: '^$|^vsw-[a-z0-9]+(,vsw-[a-z0-9]+)*$'
    ConstraintDescription:
      en: ids with commas and no spaces
      zh-cn: ID 以逗号分隔，不含空格
  SecurityGroupId:
    Type: String
    Label:
      en: Security group
      zh-cn: 安全组
    Default: ''
    AssociationProperty: ALIYUN::ECS::SecurityGroup::SecurityGroupId
    AssociationPropertyMetadata:
      VpcId: \${VpcId}
    AllowedPattern: '^$|^sg-[a-z0-9]+$'
    ConstraintDescription:
      en: such as sg-bp1fg655nh68xyz9i
      zh-cn: 例如 sg-bp1fg655nh68xyz9i
  InternetAccess:
    Type: Boolean
    Label:
      en: Internet access
      zh-cn: 公网访问
    Description:
      en: Of a function in a VPC; without it KMS is called inside the VPC. Webhooks and notices outside the VPC need it, and so does a fleet that one invocation cannot sweep, as Function Compute is then called. Outside a VPC, and for AccessKeys, there is always internet access.
      zh-cn: 仅对接入专有网络的函数有效；关闭时通过专有网络地址访问 KMS。专有网络外的 Webhook 与通知、以及单次调用无法完成的大规模巡检（需调用函数计算）需要公网访问。未接入专有网络的函数以及 AccessKey 函数始终可访问公网。
    Default: false
  Layer:
    Type: String
    Label:
      en: Layer
      zh-cn: 层
    Description:
      en: ARN of a layer with files the functions need, such as the certificate of an authority. Empty, there is none.
      zh-cn: 函数所需文件（例如 CA 证书）所在层的 ARN。留空则不使用。
    Default: ''
    AllowedPattern: '^$|^acs:fc:[A-Za-z0-9:/._$-]+$'
    ConstraintDescription:
      en: the ARN of a version of a layer
      zh-cn: 层版本的 ARN
  CaFile:
    Type: String
    Label:
      en: Certificate authority
      zh-cn: CA 证书文件
    Description:
      en: PEM file, such as /opt/ca.pem of the layer, of the authority that signed the certificates of databases and webhooks. TLS is always verified.
      zh-cn: 签发数据库和 Webhook 证书的 CA 的 PEM 文件，例如层中的 /opt/ca.pem。TLS 证书始终会被校验。
    Default: ''
    AllowedPattern: '^$|^/[A-Za-z0-9_./-]+$'
    ConstraintDescription:
      en: an absolute path
      zh-cn: 绝对路径
  MemorySize:
    Type: Number
    Label:
      en: Memory in MB
      zh-cn: 内存（MB）
    Default: 512
    AllowedValues: [512, 768, 1024]
  Timeout:
    Type: Number
    Label:
      en: Time limit in seconds
      zh-cn: 超时时间（秒）
    Description:
      en: What an invocation has no time for it hands to another one.
      zh-cn: 一次调用来不及完成的工作会交给另一次调用。
    Default: 300
    MinValue: 60
    MaxValue: 86400
  SweepSchedule:
    Type: String
    Label:
      en: Timer
      zh-cn: 定时器
    Description:
      en: How often the function looks what is due; at least four times in a window. @every 30m, or a cron expression of six fields, in UTC unless CRON_TZ=Asia/Shanghai stands before it.
      zh-cn: 函数检查到期凭据的频率，每个轮转时段内至少四次。@every 30m，或六段 cron 表达式；默认 UTC，可在前面加 CRON_TZ=Asia/Shanghai。
    Default: '@every 30m'
    AllowedPattern: '^(@every [1-9]\d{0,3}[mh]|(CRON_TZ=[A-Za-z_/+-]+ )?(\S+ ){5}\S+)$'
    ConstraintDescription:
      en: '@every 30m or a cron expression of six fields'
      zh-cn: '@every 30m 或六段 cron 表达式'
  TriggerKeys:
    Type: String
    Label:
      en: Case of the keys of the timer
      zh-cn: 定时器配置键的大小写
    Description:
      en: Function Compute 3.0 documents camelCase. Whether ROS passes it on as it is, it does not document; if the timer is refused or never fires, take PascalCase.
      zh-cn: 函数计算 3.0 文档使用 camelCase，但 ROS 未说明是否原样传递；若定时器被拒绝或从不触发，请选择 PascalCase。
    Default: camelCase
    AllowedValues: [camelCase, PascalCase]
  RetryAttempts:
    Type: Number
    Label:
      en: Retries
      zh-cn: 重试次数
    Description:
      en: How often the platform repeats a failed invocation; repeating is harmless.
      zh-cn: 平台重试失败调用的次数；重复调用无害。
    Default: 2
    MinValue: 0
    MaxValue: 8
  EventAge:
    Type: Number
    Label:
      en: Age of an event in seconds
      zh-cn: 事件最长保留时间（秒）
    Description:
      en: What has waited longer is dropped; the next firing of the timer does its work.
      zh-cn: 等待超过该时间的事件被丢弃，由下一次定时触发完成。
    Default: 3600
    MinValue: 1
    MaxValue: 604800
  FailureDestination:
    Type: String
    Label:
      en: Destination of failures
      zh-cn: 失败目标
    Description:
      en: ARN of a function that is told of invocations that failed in the end. Empty, there is none.
      zh-cn: 最终失败的调用所通知的函数 ARN。留空则不通知。
    Default: ''
    AllowedPattern: '^$|^acs:fc:[a-z0-9-]+:\d+:functions/[A-Za-z_][A-Za-z0-9_-]{0,63}$'
    ConstraintDescription:
      en: such as acs:fc:cn-hangzhou:123456789012:functions/tell-operators
      zh-cn: 例如 acs:fc:cn-hangzhou:123456789012:functions/tell-operators
  LogProject:
    Type: String
    Label:
      en: Log project
      zh-cn: 日志项目
    Description:
      en: An existing project of Simple Log Service. Empty, one is created with a Logstore and its index, and deleted with the stack.
      zh-cn: 已有的日志服务项目。留空则创建项目、Logstore 和索引，并随资源栈删除。
    Default: ''
    AllowedPattern: '^$|^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$'
    ConstraintDescription:
      en: 3 to 63 lower case letters, digits and hyphens
      zh-cn: 3 到 63 个小写字母、数字或连字符
  Logstore:
    Type: String
    Label:
      en: Logstore
      zh-cn: 日志库
    Description:
      en: In an existing project it exists too, with an index on the fields functionName and message.
      zh-cn: 使用已有项目时，日志库也须已存在，并为 functionName 和 message 字段建立索引。
    Default: secret-rotation
    AllowedPattern: '^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$'
    ConstraintDescription:
      en: 3 to 63 lower case letters, digits, hyphens and underscores
      zh-cn: 3 到 63 个小写字母、数字、连字符或下划线
  LogDays:
    Type: Number
    Label:
      en: Days logs are kept
      zh-cn: 日志保存天数
    Default: 180
    MinValue: 1
    MaxValue: 3600
  AlarmState:
    Type: String
    Label:
      en: Alarms
      zh-cn: 告警
    Description:
      en: The page of ROS says Enable, its own samples and Simple Log Service say Enabled.
      zh-cn: ROS 文档写作 Enable，其示例和日志服务写作 Enabled。
    Default: Enabled
    AllowedValues: [Enabled, Enable, Disabled]
  AlertPolicyId:
    Type: String
    Label:
      en: Alert policy
      zh-cn: 告警策略
    Default: sls.builtin.dynamic
    AllowedPattern: '^[A-Za-z0-9._-]{1,64}$'
    ConstraintDescription:
      en: id of an alert policy
      zh-cn: 告警策略 ID
  ActionPolicyId:
    Type: String
    Label:
      en: Action policy
      zh-cn: 行动策略
    Description:
      en: Says who is told, and how.
      zh-cn: 决定通知谁以及如何通知。
    Default: sls.builtin
    AllowedPattern: '^[A-Za-z0-9._-]{1,64}$'
    ConstraintDescription:
      en: id of an action policy
      zh-cn: 行动策略 ID
  SilencePeriod:
    Type: Number
    Label:
      en: Hours without success
      zh-cn: 无成功记录时长（小时）
    Description:
      en: An alarm is raised when no sweep without a failure was logged for so long.
      zh-cn: 在该时长内没有任何一次无失败的巡检记录时告警。
    Default: 24
    AllowedValues: [1, 3, 6, 12, 24]
  Configuration:
    Type: String
    Label:
      en: Configuration of the function
      zh-cn: 函数配置
    Description:
      en: JSON text of what only who deploys the function may say of secrets, such as webhooks, probes and lower floors. The variables of a function have room for 4 KB in all.
      zh-cn: JSON 文本，写明仅部署者可设置的内容，例如 Webhook、探测语句和更低的下限。函数的全部环境变量不得超过 4 KB。
    Default: ''
    AllowedPattern: '^$|^\s*\{[\s\S]*\}\s*$'
    ConstraintDescription:
      en: a JSON object
      zh-cn: JSON 对象
  ConfigurationSecretName:
    Type: String
    Label:
      en: Secret with the configuration
      zh-cn: 函数配置凭据
    Description:
      en: Name of a secret that holds the same, where it is longer. The role may read it; whoever may write it decides for all secrets of the function.
      zh-cn: 内容较长时，保存该配置的凭据名称，函数角色可读取。能写入该凭据者即可决定此函数的所有凭据。
    Default: ''
    AllowedPattern: '^$|^[A-Za-z0-9_/+=.@-]{1,192}$'
    ConstraintDescription:
      en: a name of at most 192 characters
      zh-cn: 最多 192 个字符的名称
  EventsSecretName:
    Type: String
    Label:
      en: Secret with the destination of notices
      zh-cn: 通知目标凭据
    Description:
      en: Name of a secret whose flat JSON says where to tell what became of secrets, such as Form, Url and Key of a robot. The role may read it. Empty, nobody is told.
      zh-cn: 该凭据的扁平 JSON 指明通知发往何处，例如机器人的 Form、Url 和 Key，函数角色可读取。留空则不通知。
    Default: ''
    AllowedPattern: '^$|^[A-Za-z0-9_/+=.@-]{1,192}$'
    ConstraintDescription:
      en: a name of at most 192 characters
      zh-cn: 最多 192 个字符的名称
  EventKinds:
    Type: String
    Label:
      en: Kinds of notices
      zh-cn: 通知类型
    Description:
      en: With commas, such as failed,stopped. Empty, whatever calls for an operator or changes a credential.
      zh-cn: 以逗号分隔，例如 failed,stopped。留空则通知所有需要处理或更换凭证的事件。
    Default: ''
    AllowedPattern: '^$|^(stopped|failed|drifted|missed|evicted|rolled-back|rotated|repaired|retired)(,(stopped|failed|drifted|missed|evicted|rolled-back|rotated|repaired|retired))*$'
    ConstraintDescription:
      en: kinds with commas and no spaces
      zh-cn: 类型以逗号分隔，不含空格
  EventBusName:
    Type: String
    Label:
      en: Event bus
      zh-cn: 事件总线
    Description:
      en: Where the form is eventbridge. The role may put events on this bus.
      zh-cn: 通知形式为 eventbridge 时填写，函数角色可向该总线投递事件。
    Default: ''
    AllowedPattern: '^$|^[A-Za-z0-9_.-]{1,127}$'
    ConstraintDescription:
      en: the name of a bus
      zh-cn: 总线名称
`;
