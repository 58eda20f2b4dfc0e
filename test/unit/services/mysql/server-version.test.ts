import { expect, it } from 'vitest';
import { isAtLeast, parseServer } from '../../../../shared/services/mysql/server-version.ts';

it.each([
  ['9.7.4-2', 'MySQL 9.7.4'],
  ['8.0.36', 'MySQL 8.0.36'],
  ['5.7.44-log', 'MySQL 5.7.44'],
  ['10.11.19-MariaDB-0+deb12u1-log', 'MariaDB 10.11.19'],
  ['5.5.5-10.4.2-MariaDB', 'MariaDB 10.4.2'],
])('%s is %s', (text, name) => {
  expect(parseServer(text).name).toBe(name);
});

it.each([
  ['8.0.13', false],
  ['8.0.14', true],
  ['8.1.0', true],
  ['9.7.4-2', true],
  ['5.7.44', false],
  ['10.11.19-MariaDB', false],
])('%s reaching MySQL 8.0.14 is %s', (text, reached) => {
  expect(isAtLeast(parseServer(text), 'mysql', 8, 0, 14)).toBe(reached);
});
