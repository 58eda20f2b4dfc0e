import type { SecretType } from './secret-type.ts';

const databaseValue = {
  en: 'Flat JSON with AccountName, AccountPassword, Endpoint, Port and DBName.',
  zh: '扁平 JSON，含 AccountName、AccountPassword、Endpoint、Port 和 DBName。',
};
const databaseAdmins = {
  en: 'Names of secrets of accounts that may change other accounts; the role may read them. The first one is named in the policy of a secret that is created here.',
  zh: '有权修改其他账号的管理账号凭据，函数角色可读取其值。在此创建的凭据使用其中第一个。',
};
const chosenByServer = {
  en: 'auto looks at the server and chooses the best that it allows.',
  zh: 'auto 会检查服务器并选择可行的最佳策略。',
};

const resetting = [
  'rds:DescribeDBInstanceAttribute',
  'rds:DescribeDBInstanceNetInfo',
  'rds:DescribeAccounts',
  'rds:ResetAccountPassword',
];
const makingAccounts = ['rds:CreateAccount', 'rds:GrantAccountPrivilege', 'rds:RevokeAccountPrivilege'];

/** The secret types, in the order of the template that holds all of them. */
export const secretTypes: readonly [SecretType, ...SecretType[]] = [
  {
    name: 'rds-mysql',
    prefix: 'RdsMysql',
    description: {
      en: 'Rotates the passwords of accounts of RDS MySQL, MariaDB, PolarDB for MySQL or self-managed MySQL that are kept in KMS.',
      zh: '轮转保存在 KMS 凭据中的 RDS MySQL、MariaDB、PolarDB MySQL 版或自建 MySQL 账号密码。',
    },
    title: { en: 'MySQL', zh: 'MySQL ' },
    code: 'RDS MySQL',
    group: { en: 'MySQL', zh: 'MySQL' },
    bootstrap: databaseValue,
    strategy: {
      ...chosenByServer,
      usual: 'auto',
      allowed: ['auto', 'dual-password', 'alternating-users', 'single-user'],
    },
    admins: databaseAdmins,
    rdsActions: [...resetting, ...makingAccounts],
  },
  {
    name: 'rds-postgresql',
    prefix: 'RdsPostgresql',
    description: {
      en: 'Rotates the passwords of accounts of RDS PostgreSQL or any PostgreSQL from 14 on that are kept in KMS.',
      zh: '轮转保存在 KMS 凭据中的 RDS PostgreSQL 或任意 PostgreSQL 14 及以上版本的账号密码。',
    },
    title: { en: 'PostgreSQL', zh: 'PostgreSQL ' },
    code: 'RDS PostgreSQL',
    group: { en: 'PostgreSQL', zh: 'PostgreSQL' },
    bootstrap: databaseValue,
    strategy: { ...chosenByServer, usual: 'auto', allowed: ['auto', 'alternating-users', 'single-user'] },
    admins: databaseAdmins,
    rdsActions: resetting,
  },
  {
    name: 'generic',
    prefix: 'Generic',
    description: {
      en: 'Rotates any other value that is kept in KMS: passwords, tokens, keys, accounts of SSH servers, what a webhook issues.',
      zh: '轮转保存在 KMS 凭据中的其他值：密码、令牌、密钥、SSH 服务器账号以及由 Webhook 签发的值。',
    },
    title: { en: 'generic', zh: '通用' },
    code: '通用',
    group: { en: 'Other values', zh: '其他值' },
    bootstrap: { en: 'Plain text or flat JSON.', zh: '纯文本或扁平 JSON。' },
    strategy: {
      en: 'How the new value is installed. none stores it, installs it nowhere and proves it by nothing.',
      zh: '新值的安装方式。none 表示仅保存，不安装也不验证。',
      usual: 'none',
      allowed: ['none', 'ssh-key', 'ssh-password', 'webhook'],
    },
    admins: {
      en: 'Names of secrets whose value changes other accounts or signs the calls to a webhook; the role may read them.',
      zh: '用于修改其他账号或为 Webhook 调用签名的凭据，函数角色可读取其值。',
    },
    values: true,
  },
  {
    name: 'access-key',
    prefix: 'AccessKey',
    description: {
      en: 'Rotates the AccessKey pairs of RAM users that are kept in KMS.',
      zh: '轮转保存在 KMS 凭据中的 RAM 用户 AccessKey。',
    },
    title: { en: 'AccessKey', zh: 'AccessKey ' },
    code: 'AccessKey',
    group: { en: 'AccessKey', zh: 'AccessKey' },
    bootstrap: {
      en: 'Flat JSON with AccessKeyId, AccessKeySecret and UserName.',
      zh: '扁平 JSON，含 AccessKeyId、AccessKeySecret 和 UserName。',
    },
    strategy: {
      en: 'Two keys of the user take turns.',
      zh: '用户的两个 AccessKey 交替使用。',
      usual: 'auto',
      allowed: ['auto', 'two-keys'],
    },
    users: true,
  },
];
