/** Ids of accounts, users and roles: long runs of digits. */
const id = /\b\d{12,}\b/g;

/** Ids of AccessKeys, and of keys of STS. Source: their examples in the documentation of RAM and STS. */
const accessKey = /\b(LTAI|STS\.|TMP\.)[A-Za-z0-9]+/g;

/** Returns a text of KMS without the ids that name the account and its people. */
export function masked(text: string): string {
  return text.replace(id, '[id]').replace(accessKey, '[access key]');
}
