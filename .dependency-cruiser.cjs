/** Which library may import which: apps → libs, every lib may import mutual-aid, mutual-aid imports nothing. */
const allowed = {
  'mutual-aid': [],
  'national-platform': ['mutual-aid'],
  'province-policy': ['mutual-aid'],
  'province-store': ['mutual-aid'],
  operations: ['mutual-aid'],
  ledger: ['mutual-aid', 'province-store'],
  messaging: ['mutual-aid', 'province-store', 'national-platform', 'operations'],
};

const directions = Object.entries(allowed).map(([lib, others]) => ({
  name: `imports-of-${lib}`,
  severity: 'error',
  from: { path: `^libs/${lib}/` },
  to: { path: '^(apps|libs|test)/', pathNot: [lib, ...others].map((each) => `^libs/${each}/`) },
}));

function inTheLedger(from, others) {
  const path = others.map((each) => `^libs/ledger/src/${each}/`);
  return [
    {
      name: `ledger-${from}-know-no-${others.join('-or-')}`,
      severity: 'error',
      from: { path: `^libs/ledger/src/${from}/` },
      to: { path },
    },
  ];
}

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'the-rules-are-pure',
      severity: 'error',
      from: { path: '^libs/mutual-aid/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules|^[a-z:_]+$', dependencyTypesNot: ['local', 'aliased'] },
    },
    // In the ledger arrows run one way: road → commands → orders → files.
    ...inTheLedger('files', ['orders', 'commands', 'road']),
    ...inTheLedger('orders', ['commands', 'road']),
    ...inTheLedger('commands', ['road']),
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'libs-know-no-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^(apps|test)/' } },
    // What a bureau runs knows nothing of what plays its surroundings: broker, database and platform.
    {
      name: 'apps-stand-alone',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/demo/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'the-demo-drives-a-stack-and-a-simulator',
      severity: 'error',
      from: { path: '^apps/demo/' },
      to: { path: '^apps/', pathNot: '^apps/(demo|development-stack|platform-simulator)/' },
    },
    {
      name: 'the-simulator-has-no-database',
      severity: 'error',
      from: { path: '^apps/platform-simulator/' },
      to: { path: '^libs/(province-store|ledger)/|node_modules/(mysql2|typeorm)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
