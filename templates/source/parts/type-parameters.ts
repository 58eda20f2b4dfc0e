import type { SecretType } from '../secret-type.ts';
import { nothing, yml } from '../yml.ts';

const emptyByDefault = "    Default: ''";
const orEmpty = (isOptional: boolean) => (isOptional ? '^$|' : '');

/** `isOptional`: the function may be left out of the stack. */
export const typeParameters = (type: SecretType, isOptional: boolean) => yml`
  ${type.prefix}Bundle:
    Type: String
    Label:
      en: ${type.title.en} bundle
      zh-cn: ${type.title.zh}函数代码包
    Description:
      en: OSS object that holds ${type.name}.zip. The hash of the zip is part of its name, so that new code is a new name.${isOptional ? ' Empty, this function is left out.' : ''}
      zh-cn: 保存 ${type.name}.zip 的 OSS 对象。对象名包含压缩包的哈希，因此新代码即新对象名。${isOptional ? '留空则不部署该函数。' : ''}
${isOptional ? emptyByDefault : nothing}
    AssociationProperty: ALIYUN::OSS::Object::ObjectName
    AssociationPropertyMetadata:
      BucketName: \${BundleBucket}
    AllowedPattern: '${orEmpty(isOptional)}^[\w./-]*[0-9a-f]{16,64}[\w.-]*\.zip$'
    ConstraintDescription:
      en: such as ${type.name}/0123456789abcdef.zip, with at least 16 hexadecimal digits of the hash
      zh-cn: 例如 ${type.name}/0123456789abcdef.zip，至少包含哈希的 16 位十六进制数字
  ${type.prefix}Checksum:
    Type: String
    Label:
      en: Checksum of the ${type.name} bundle
      zh-cn: ${type.code} 代码包校验和
    Description:
      en: CRC-64 of the zip in decimal, which Function Compute compares. It finds another object in the place of the bundle, but none that was made to have the same; no bucket is asked where the code itself is given.
      zh-cn: 压缩包的 CRC-64 十进制值，由函数计算校验。可发现被替换的对象，但无法防范刻意构造的相同校验和；直接提供代码时不读取 Bucket。
    Default: ''
    AllowedPattern: '^$|^\d{1,20}$'
    ConstraintDescription:
      en: a number of at most 20 digits
      zh-cn: 最多 20 位数字
  ${type.prefix}Code:
    Type: String
    Label:
      en: Code of the ${type.name} function
      zh-cn: ${type.code} 函数代码
    Description:
      en: The zip itself in Base64, as rotator deploy sends it. It goes before the object in the bucket, which nobody can then replace.
      zh-cn: Base64 编码的压缩包，由 rotator deploy 提供。优先于 Bucket 中的对象，因此对象无法被他人替换。
    Default: ''
    AllowedPattern: '^$|^[A-Za-z0-9+/]+={0,2}$'
    ConstraintDescription:
      en: Base64
      zh-cn: Base64 编码
    NoEcho: true
  ${type.prefix}FunctionName:
    Type: String
    Label:
      en: Name of the ${type.title.en} function
      zh-cn: ${isOptional ? type.title.zh : ''}函数名称
    Default: rotate-${type.name}
    AllowedPattern: '^[a-z][a-z0-9-]{2,29}$'
    ConstraintDescription:
      en: 3 to 30 lower case letters, digits and hyphens, a letter first
      zh-cn: 3 到 30 个小写字母、数字或连字符，以字母开头
  ${type.prefix}SecretNames:
    Type: CommaDelimitedList
    Label:
      en: Secrets to rotate
      zh-cn: 要轮转的凭据
    Description:
      en: Names of the KMS secrets of this function; its role reaches these and no others. With a bootstrap value the first one is created here.
      zh-cn: 该函数负责的 KMS 凭据名称，函数角色仅能访问这些凭据。填写初始值时，将在此创建第一个凭据。
${isOptional ? emptyByDefault : nothing}
    AllowedPattern: '${orEmpty(isOptional)}^[A-Za-z0-9_/+=.@-]{1,192}(,[A-Za-z0-9_/+=.@-]{1,192})*$'
    ConstraintDescription:
      en: names of at most 192 characters, with commas and no spaces
      zh-cn: 每个名称最多 192 个字符，以逗号分隔，不含空格
${adminSecretNames(type)}
${instanceIds(type)}
${userNames(type, isOptional)}
  ${type.prefix}BootstrapValue:
    Type: String
    Label:
      en: Bootstrap value
      zh-cn: 初始值
    Description:
      en: Creates the first of the secrets with this value. Empty, all of them exist. ${type.bootstrap.en} It is written once; no update of the stack writes it again.
      zh-cn: 使用该值创建第一个凭据；留空表示凭据均已存在。${type.bootstrap.zh}仅写入一次，更新资源栈不会再次写入。
    Default: ''
    NoEcho: true
  ${type.prefix}Strategy:
    Type: String
    Label:
      en: Strategy of a new secret
      zh-cn: 新凭据的策略
    Description:
      en: ${type.strategy.en}
      zh-cn: ${type.strategy.zh}
    Default: ${type.strategy.usual}
    AllowedValues: [${type.strategy.allowed.join(', ')}]
${valueParameters(type)}
`;

const adminSecretNames = ({ prefix, admins }: SecretType) =>
  admins === undefined
    ? nothing
    : yml`
  ${prefix}AdminSecretNames:
    Type: CommaDelimitedList
    Label:
      en: Admin secrets
      zh-cn: 管理账号凭据
    Description:
      en: ${admins.en}
      zh-cn: ${admins.zh}
    Default: ''
    AllowedPattern: '^$|^[A-Za-z0-9_/+=.@-]{1,192}(,[A-Za-z0-9_/+=.@-]{1,192})*$'
    ConstraintDescription:
      en: names of at most 192 characters, with commas and no spaces
      zh-cn: 每个名称最多 192 个字符，以逗号分隔，不含空格
`;

const instanceIds = ({ prefix, rdsActions }: SecretType) =>
  rdsActions === undefined
    ? nothing
    : yml`
  ${prefix}InstanceIds:
    Type: CommaDelimitedList
    Label:
      en: RDS instances
      zh-cn: RDS 实例
    Description:
      en: Instances whose accounts the API of RDS changes in place of an admin; the role may change the accounts of these only. Empty, of none.
      zh-cn: 由 RDS API 代替管理账号修改其账号的实例，函数角色仅能修改这些实例的账号。留空则不授权。
    Default: ''
    AllowedPattern: '^$|^[a-z0-9-]{1,64}(,[a-z0-9-]{1,64})*$'
    ConstraintDescription:
      en: ids such as rm-bp1234567890, with commas and no spaces
      zh-cn: 实例 ID，例如 rm-bp1234567890，以逗号分隔，不含空格
`;

const userNames = ({ prefix, users }: SecretType, isOptional: boolean) =>
  users
    ? yml`
  ${prefix}UserNames:
    Type: CommaDelimitedList
    Label:
      en: RAM users
      zh-cn: RAM 用户
    Description:
      en: Users whose AccessKeys these secrets hold; the role may change the keys of these users only.
      zh-cn: 这些凭据对应的 RAM 用户，函数角色仅能更换这些用户的 AccessKey。
${isOptional ? emptyByDefault : nothing}
    AllowedPattern: '${orEmpty(isOptional)}^[A-Za-z0-9._-]{1,64}(,[A-Za-z0-9._-]{1,64})*$'
    ConstraintDescription:
      en: user names with commas and no spaces
      zh-cn: 用户名以逗号分隔，不含空格
`
    : nothing;

const valueParameters = ({ prefix, values }: SecretType) =>
  values
    ? yml`
  ${prefix}Value:
    Type: String
    Label:
      en: Value of a new secret
      zh-cn: 新凭据的值类型
    Description:
      en: How the value is made, such as password, hex:bytes=32, uuid or webhook. Empty, as the strategy usually has it.
      zh-cn: 值的生成方式，例如 password、hex:bytes=32、uuid 或 webhook。留空则采用该策略的默认方式。
    Default: ''
    AllowedPattern: '^$|^[a-z0-9-]+(:[a-z0-9-]+(=[A-Za-z0-9-]+)?)*$'
    ConstraintDescription:
      en: such as password or hex:bytes=32
      zh-cn: 例如 password 或 hex:bytes=32
  ${prefix}Fields:
    Type: String
    Label:
      en: Fields of a new secret
      zh-cn: 新凭据的字段
    Description:
      en: The fields of a JSON value that are renewed, with + between them. Empty for plain text.
      zh-cn: JSON 值中需要更新的字段，以 + 分隔；纯文本留空。
    Default: ''
    AllowedPattern: '^$|^[A-Za-z0-9_.-]+(\+[A-Za-z0-9_.-]+)*$'
    ConstraintDescription:
      en: names with + between them and no spaces
      zh-cn: 名称以 + 分隔，不含空格
  ${prefix}WebhookHosts:
    Type: String
    Label:
      en: Hosts of webhooks
      zh-cn: Webhook 主机
    Description:
      en: The only hosts a webhook may be on. Empty, those whose address the configuration of the function names.
      zh-cn: 仅允许调用这些主机上的 Webhook。留空则为函数配置中写明的地址。
    Default: ''
    AllowedPattern: '^$|^[a-z0-9.-]+(:\d{1,5})?(,[a-z0-9.-]+(:\d{1,5})?)*$'
    ConstraintDescription:
      en: such as hooks.example.com,10.0.0.7:8443
      zh-cn: 例如 hooks.example.com,10.0.0.7:8443
`
    : nothing;
