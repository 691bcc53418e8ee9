import type { IGraphQLConfig } from 'graphql-config';
import { pluckConfig } from '@shopify/api-codegen-preset';

/**
 * `npm run codegen`: types of our operations only. Shopify's preset would pull a 4 MB types file into every type check;
 * typescript-operations inlines the few fields that we select.
 */
const schema = 'generated/schemas/admin-2026-07.graphql';
const documents = 'app/admin-api/documents/*.ts';

const config: IGraphQLConfig = {
  schema,
  documents,
  extensions: {
    codegen: {
      pluckConfig,
      hooks: { afterOneFileWrite: ['prettier --write'] },
      generates: {
        'app/admin-api/admin.generated.ts': {
          schema,
          documents,
          plugins: [
            { add: { content: '/* Written by `npm run codegen`. Do not edit. */\n/* eslint-disable */' } },
            'typescript-operations',
          ],
          config: {
            skipTypename: true,
            enumsAsTypes: true,
            useTypeImports: true,
            inputMaybeValue: 'T | null | undefined',
            defaultScalarType: 'string',
            scalars: {
              JSON: 'unknown',
              UnsignedInt64: 'string',
              Decimal: 'string',
              Money: 'string',
              URL: 'string',
            },
          },
        },
      },
    },
  },
};

export default config;
