/** The labels of KMS. Only the custom one can be taken off a version. */
export const labels = { current: 'ACSCurrent', previous: 'ACSPrevious' } as const;

/** What a label is in the protocol's words; one of somebody else's stays as it is. */
export function stageOf(label: string, pendingStage: string): string {
  if (label === labels.current) return 'current';
  if (label === labels.previous) return 'previous';
  return label === pendingStage ? 'pending' : label;
}
