import type { SecretType } from '../secret-type.ts';
import { nothing, yml } from '../yml.ts';

export const outputs = ({ prefix, title }: SecretType, isOptional: boolean) => {
  const condition = isOptional ? `    Condition: With${prefix}` : nothing;
  // Latin letters stand between spaces in a Chinese sentence.
  const spaced = title.zh.endsWith(' ') ? ` ${title.zh}` : title.zh;
  return yml`
  ${prefix}FunctionArn:
    Label:
      en: ARN of the ${title.en} function
      zh-cn: ${title.zh}函数 ARN
${condition}
    Value: !GetAtt ${prefix}Function.ARN
  ${prefix}RoleArn:
    Label:
      en: ARN of the role of the ${title.en} function
      zh-cn: ${title.zh}函数角色 ARN
${condition}
    Value: !GetAtt ${prefix}Role.Arn
  ${prefix}SecretArn:
    Label:
      en: ARN of the secret that was created for the ${title.en} function
      zh-cn: 为${spaced}函数创建的凭据 ARN
    Condition: WithNew${prefix}Secret
    Value: !GetAtt ${prefix}Secret.Arn
`;
};

export const logProjectOutput = yml`
  LogProjectName:
    Label:
      en: Project that holds the logs
      zh-cn: 日志所在项目
    Value:
      Fn::If: [WithNewLogs, !GetAtt Logs.Name, !Ref LogProject]
`;
