import type { Guard } from './guard.ts';

/** What a name that attacks a page or a terminal meets. */
export const reportGuards: readonly Guard[] = [
  {
    title: 'every part of a page that comes from outside is escaped',
    file: 'shared/operator/report/markup.ts',
    find: '.replace(/[&<>"\']/g, (character)',
    replace: '.replace(/[&]/g, (character)',
    tests: ['test/unit/operator/report/markup.test.ts'],
  },
  {
    title: 'what is not seen is shown in a page',
    file: 'shared/operator/report/markup.ts',
    find: '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]',
    replace: '[\\p{Cc}]',
    tests: ['test/unit/operator/report/markup.test.ts'],
  },
  {
    title: 'a page may run no script and load nothing, whatever gets into it',
    file: 'shared/operator/report/document.ts',
    find: "`default-src 'none'; style-src",
    replace: '`style-src',
    tests: ['test/process/operator/report/page-in-browser.test.ts'],
  },
  {
    title: 'no command is offered to paste that a shell would read otherwise',
    file: 'shared/operator/report/concerns-section.ts',
    find: 'if (!SecretId.safeParse(secret).success) return undefined;',
    replace: '',
    tests: ['test/unit/operator/report/fleet-report.test.ts'],
  },
  {
    title: 'a terminal obeys nothing that a name says',
    file: 'shared/operator/cli/table.ts',
    find: "cell.replace(unseen, '\\uFFFD')",
    replace: 'cell',
    tests: ['test/unit/operator/cli/table.test.ts'],
  },
  {
    title: 'sessions that may be of the current credential count for nobody',
    file: 'shared/operator/report/users.ts',
    find: "!shared.has(user.Account) || Date.parse(user.Since ?? '') < rotatedAt",
    replace: 'true',
    tests: ['test/unit/operator/report/users.test.ts'],
  },
];
