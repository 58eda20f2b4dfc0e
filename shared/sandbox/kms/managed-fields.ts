import type { Secret } from './secret.ts';

/** Returns the fields that responses about a managed secret have in addition to those about a generic one. */
export function managedFields(secret: Secret, withConfig: boolean) {
  if (secret.type === 'Generic') return {};
  return {
    AutomaticRotation: secret.automaticRotation ? 'Enabled' : 'Disabled',
    RotationInterval: secret.rotationInterval,
    ...(withConfig ? { ExtendedConfig: secret.extendedConfig } : {}),
  };
}
