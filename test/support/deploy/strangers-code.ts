import { zipSync } from 'fflate';

/** Runs whatever it is asked, with the role of the function. */
export const strangersCode = Buffer.from(
  zipSync({ 'index.js': Buffer.from("exports.handler = async () => 'a stranger ran this';\n") }),
);
