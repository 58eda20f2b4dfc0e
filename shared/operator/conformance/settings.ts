import type { Finding } from './finding.ts';

/** Returns the settings of the product that follow from the findings, as sentences for an operator. */
export function settingsOf(findings: readonly Finding[]): readonly string[] {
  const found = (name: string) => findings.find((finding) => finding.name === name)?.answer?.value;
  const lines: string[] = [];
  if (found('maxTags') === 10)
    lines.push('Keep each secret at 10 tags, rotation:status and rotation:state included.');
  if (found('requestBody') === 'ignored')
    lines.push('Values are sent in the query: turn off logs of URLs in proxies before KMS.');
  const stage = findings.find(({ name }) => name === 'longestStage');
  if (stage?.calls.some(({ code }) => code !== 'OK') && stage.answer)
    lines.push('Keep ROTATION_PENDING_STAGE as short as its default, of 15 letters.');
  for (const { name, hasSwitch, answer } of findings)
    if (hasSwitch && answer && answer.value === undefined)
      lines.push(`Please send the report: no sandbox behaves so in ${name}.`);
  return lines.length > 0 ? lines : ['None: the functions are right under each of these answers.'];
}

/** Returns the settings of `rotator sandbox --switch` that make a sandbox behave like this account. */
export function switchesOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ name, hasSwitch, answer }) =>
    hasSwitch && answer?.value !== undefined ? [`${name}=${answer.value}`] : [],
  );
}
