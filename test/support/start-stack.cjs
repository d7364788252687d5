const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** One stack for all tests that need one: real Kafka, real MariaDB, two gateways, nobody playing the platform. */
module.exports = async () => {
  const { STANDARD, startStack } = require('../../dist/apps/development-stack/src/stack.js');
  const dir = mkdtempSync(join(tmpdir(), 'mutual-aid-stack-'));
  process.env.TEST_STACK_DIR = dir;
  const set = { 'waiting_room.timeout': '4s' };
  await startStack({ ...STANDARD, dir, platform: false, reconcilers: false, set }, (text) =>
    process.stderr.write(`${text}\n`),
  );
};
