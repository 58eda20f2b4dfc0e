import type { Secret } from './secret.ts';

/** What answers about a managed secret carry beyond those about a generic one. */
export function managedFields(secret: Secret, withConfig: boolean) {
  if (secret.type === 'Generic') return {};
  return {
    AutomaticRotation: secret.automaticRotation ? 'Enabled' : 'Disabled',
    RotationInterval: secret.rotationInterval,
    ...(withConfig ? { ExtendedConfig: secret.extendedConfig } : {}),
  };
}
