/** The codes of ROS for faults in a template or in its given parameters. Source: ROS CreateStack. */
type TemplateCode =
  | 'CircularDependency'
  | 'InvalidSchema'
  | 'InvalidTemplateAttribute'
  | 'InvalidTemplateReference'
  | 'StackValidationFailed'
  | 'UnknownUserParameter'
  | 'UserParameterMissing';

/** An error for a template, or a given value of a parameter, that ROS would refuse. It never holds such a value. */
export class TemplateError extends Error {
  readonly code: TemplateCode;

  constructor(message: string, code: TemplateCode = 'StackValidationFailed') {
    super(message);
    this.name = 'TemplateError';
    this.code = code;
  }
}
