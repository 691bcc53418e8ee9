/** One direction (docs/architecture.md): each part may import the parts named for it, never the other way round. */
const part = (name, path, mayImport) => ({
  name: `one-direction-${name}`,
  comment: `${path} imports only what docs/architecture.md allows it`,
  severity: 'error',
  from: { path, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^(app|dev-store|tests|scripts|extensions)/', pathNot: [path, ...mayImport] },
});

const INFRASTRUCTURE = '^app/[a-z-]+\\.server\\.ts$|^app/database/';
const LOYALTY = '^app/loyalty/';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-rules-import-no-io',
      severity: 'error',
      from: { path: LOYALTY, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^node_modules/(?!zod|temporal-polyfill)|^(fs|net|http|https|child_process|worker_threads)$',
      },
    },
    part('loyalty', LOYALTY, []),
    part('discount-function', '^app/discount-function/', [LOYALTY]),
    part('cart-decision', '^app/cart-decision/', [LOYALTY, '^app/discount-function/']),
    part('intake', '^app/intake/', [LOYALTY, INFRASTRUCTURE]),
    part('mail', '^app/mail/', [LOYALTY, INFRASTRUCTURE]),
    part('admin-api', '^app/admin-api/', [LOYALTY, INFRASTRUCTURE]),
    part('ledger', '^app/ledger/', [LOYALTY, INFRASTRUCTURE, '^app/admin-api/']),
    part('effects', '^app/effects/', [
      LOYALTY,
      INFRASTRUCTURE,
      '^app/(ledger|mail|admin-api|cart-decision)/',
    ]),
    part('jobs', '^app/jobs/', [LOYALTY, INFRASTRUCTURE, '^app/(ledger|mail|admin-api|effects|intake)/']),
    part('dev-store', '^dev-store/', [
      '^app/discount-function/',
      '^app/database/',
      '^app/env\\.server\\.ts$',
      '^app/loyalty/money\\.ts$',
      '^app/loyalty/calendar\\.ts$',
    ]),
    {
      name: 'app-never-imports-the-dev-store-or-tests',
      severity: 'error',
      from: { path: '^(app|extensions)/', pathNot: '\\.test\\.tsx?$|^extensions/[^/]+/tests/' },
      to: { path: '^(dev-store|tests|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.generated\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
