/** Returns the name of a role by its ARN, `acs:ram::<account>:role/<name>`. */
export function roleNameOf(arn: string): string {
  return arn.split('/').at(-1) ?? '';
}
