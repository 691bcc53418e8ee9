import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { forgottenShopRule } from './scripts/forgotten-shop-rule.mjs';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'build',
      'generated',
      'artifacts',
      '.data',
      '.cache',
      '**/dist',
      'extensions/*/assembly',
      '**/*.generated.*',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true }, globals: globals.node },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // graphql-js compares its kinds with plain strings
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // libraries declare callbacks as methods
      '@typescript-eslint/unbound-method': 'off',
      // never ends on the recursive types of this tree (typescript-eslint, stack overflow)
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Remix throws Responses
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: { ...reactHooks.configs.recommended.rules, ...jsxA11y.flatConfigs.recommended.rules },
  },
  {
    // the environment is read by entries only; everything else is given what it needs
    files: ['app/**/*.{ts,tsx}', 'dev-store/**/*.{ts,tsx}'],
    ignores: ['app/server.ts', 'app/jobs/worker.ts', 'dev-store/main.ts', '**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Take it from services.env (app/env.server.ts).' },
      ],
    },
  },
  {
    // pure rules: the present and chance are passed in
    files: ['app/loyalty/**/*.ts', 'app/ledger/**/*.ts', 'app/effects/**/*.ts', 'app/intake/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Take the present from services.clock.',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Take the present from services.clock.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Randomness is passed in.',
        },
      ],
    },
  },
  {
    // docs/decisions/006-tenants.md; the door at run time is app/database/tenant-guard.server.ts
    files: ['app/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}', '**/*.test-support.ts'],
    plugins: { stammkunde: { rules: { 'forgotten-shop': forgottenShopRule } } },
    rules: { 'stammkunde/forgotten-shop': 'error' },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: globals.node } },
);
