import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.stack*', '.kafka', '**/*.cjs', '**/*.mjs'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 350 }],
      'max-params': ['error', 4],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      // Inside such a spread the compiler does not look for members that the type does not know.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write the members themselves: { a, b }, not { ...{ a, b } }.',
        },
      ],
    },
  },
  // A controller is given its parts by its constructor.
  { files: ['**/*.controller.ts'], rules: { 'max-params': ['error', 5] } },
  // A row of a table of cases is the parameters of its test; a describe is as long as its tests.
  { files: ['test/**/*.test.ts'], rules: { 'max-params': 'off', 'max-lines-per-function': 'off' } },
  // A record is made at a hundred thousand a second: an object of its places would cost more than the record.
  { files: ['libs/messaging/src/record-batch/laid-record.ts'], rules: { 'max-params': 'off' } },
);
