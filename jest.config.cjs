const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2022',
    },
    module: { type: 'commonjs' },
  },
];

const ours = {
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  transform: { '^.+\\.(t|j)sx?$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|@platformatic|@redocly|cookie|file-type|jose)/)'],
  moduleNameMapper: { '^@libs/(.*)$': '<rootDir>/libs/$1/src/index.ts' },
};

/** Two projects: `rules` is pure and needs nothing; `stack` starts real Kafka, MariaDB and two gateways once for all. */
module.exports = {
  // Above what a test waits for at the longest (test/support/until.ts), with another wait before it.
  testTimeout: 400_000,
  maxWorkers: 1,
  projects: [
    { ...ours, displayName: 'rules', roots: ['<rootDir>/test/rules'], testMatch: ['**/*.test.ts'] },
    {
      ...ours,
      displayName: 'stack',
      roots: ['<rootDir>/test/acceptance', '<rootDir>/test/faults'],
      testMatch: ['**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/start-stack.cjs',
      globalTeardown: '<rootDir>/test/support/stop-stack.cjs',
    },
  ],
};
