const domainOnly = ['@nestjs/*', 'typeorm', 'pg', 'kafkajs'];
const kafkajs = { name: 'kafkajs', message: 'Only libs/kafka imports kafkajs.' };
const testing = { name: '@latchkey/testing', message: 'Only specs import libs/testing.' };
const reader = { name: '@latchkey/kafka/testing', message: 'Only specs read topics with the reader of libs/kafka.' };
const restricted = (paths, group = []) => ({
  'no-restricted-imports': ['error', { paths, patterns: group.length ? [{ group, message: 'The domain knows no framework, database or broker.' }] : [] }],
});

/** Which room may look into which. */
export const directionRules = [
  {
    files: ['**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: [
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:platform', 'type:domain', 'type:testing'] },
            { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:platform', 'type:domain', 'type:testing'] },
            { sourceTag: 'type:domain', onlyDependOnLibsWithTags: ['type:domain'] },
            { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:domain'] },
            { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:tool', 'type:platform', 'type:domain', 'type:testing'] },
            { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:tool', 'type:platform', 'type:domain', 'type:testing'] },
          ],
        },
      ],
    },
  },
  { files: ['**/*.ts'], rules: restricted([kafkajs, testing, reader]) },
  { files: ['libs/{access,tokens,contracts}/**/*.ts'], rules: restricted([kafkajs, testing, reader], domainOnly) },
  { files: ['libs/kafka/**/*.ts', 'tools/bench/**/*.ts'], rules: restricted([testing, reader]) },
  { files: ['**/*.spec.ts', '**/test/**/*.ts', 'apps/e2e/**/*.ts', 'libs/testing/**/*.ts'], rules: restricted([kafkajs]) },
  { files: ['libs/kafka/**/*.spec.ts', 'libs/kafka/test/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
];
