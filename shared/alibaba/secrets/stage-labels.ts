/** The labels of KMS. Only the custom label can be taken off a version. */
export const labels = { current: 'ACSCurrent', previous: 'ACSPrevious' } as const;

/** Returns a label in the protocol's words; a foreign label stays as it is. */
export function stageOf(label: string, pendingStage: string): string {
  if (label === labels.current) return 'current';
  if (label === labels.previous) return 'previous';
  return label === pendingStage ? 'pending' : label;
}
