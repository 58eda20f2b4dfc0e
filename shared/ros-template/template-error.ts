/** How ROS calls what is wrong with a template or with the parameters given for it. Source: ROS CreateStack. */
type TemplateCode =
  | 'CircularDependency'
  | 'InvalidSchema'
  | 'InvalidTemplateAttribute'
  | 'InvalidTemplateReference'
  | 'StackValidationFailed'
  | 'UnknownUserParameter'
  | 'UserParameterMissing';

/** A template, or a value given for one of its parameters, that ROS would not take. Never holds such a value. */
export class TemplateError extends Error {
  readonly code: TemplateCode;

  constructor(message: string, code: TemplateCode = 'StackValidationFailed') {
    super(message);
    this.name = 'TemplateError';
    this.code = code;
  }
}
