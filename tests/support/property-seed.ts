import fc from 'fast-check';

/** TEST_SEED: a whole number from which all properties draw. Without it each run draws anew, and a failure names its seed. */
const { TEST_SEED } = process.env;
if (TEST_SEED !== undefined) {
  const seed = Number(TEST_SEED);
  if (!Number.isInteger(seed))
    throw new Error(`TEST_SEED=${TEST_SEED}: give a whole number, or leave it out`);
  fc.configureGlobal({ seed });
}
