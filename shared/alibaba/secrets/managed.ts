interface Found {
  readonly SecretType: string;
  readonly AutomaticRotation?: string | undefined;
}

/**
 * Returns how KMS itself rotates a secret and what to do, or undefined for a secret that others rotate. Source: KMS,
 * CreateSecret: only managed types rotate by themselves, and PutSecretValue takes generic secrets alone.
 */
export function managedReason({ SecretType, AutomaticRotation }: Found): string | undefined {
  const isGeneric = SecretType.toLowerCase() === 'generic';
  if (isGeneric && AutomaticRotation !== 'Enabled') return undefined;
  const now = AutomaticRotation === undefined ? '' : `; its automatic rotation is ${AutomaticRotation}`;
  return `a secret of type ${SecretType}, which KMS rotates by itself${now}. Use its managed rotation, or keep the account in a generic secret of its own`;
}
