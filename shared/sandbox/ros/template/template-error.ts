/** A template, or a value given for one of its parameters, that ROS would not take. Never holds such a value. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}
