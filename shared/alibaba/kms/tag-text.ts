/**
 * Whether KMS documents that a tag may hold a text: at most 128 letters, digits and `/ \ _ - . + = : @`. Source: the
 * models of CreateSecret and TagResources in the official SDKs.
 */
export function isTagText(text: string): boolean {
  return /^[A-Za-z0-9/\\_\-.+=:@]{0,128}$/.test(text);
}
