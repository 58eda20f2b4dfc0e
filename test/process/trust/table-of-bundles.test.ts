import { attackBy } from '../../integration/trust/table/suite.ts';

// Of the same table as table.test.ts: what needs the built functions, so that the rest does without a build.
attackBy(({ needsBundle }) => needsBundle === true);
