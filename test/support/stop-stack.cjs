/** Stops the tests' stack and deletes its folder. */
module.exports = async () => {
  const { stopStack } = require('../../dist/apps/development-stack/src/stack.js');
  await stopStack(process.env.TEST_STACK_DIR, { wipe: true });
};
