import { describe, expect, it } from 'vitest';
import { masked } from '../../../../shared/operator/conformance/masked.ts';

describe('a text of the cloud in a report', () => {
  it.each([
    ['acs:kms:cn-hangzhou:1413970802494205:secret/x', 'acs:kms:cn-hangzhou:[id]:secret/x'],
    ['user 223344556677889900 may not', 'user [id] may not'],
    ['key LTAI5tAbCdEfGhIjKlMnOpQr is unknown', 'key [access key] is unknown'],
    ['STS.NUgYrLnoC37mZZCNnAbez is expired', '[access key] is expired'],
  ])('shows no id of %s', (text, shown) => {
    expect(masked(text)).toBe(shown);
  });

  it('keeps codes, limits and times', () => {
    const text =
      'PutSecretValue failed with Rejected.ResourceExist: at most 30720 bytes, 2026-11-30T19:23:23Z';
    expect(masked(text)).toBe(text);
  });
});
