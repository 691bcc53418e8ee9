import { readFile } from 'node:fs/promises';
import { generate, type CodegenConfig } from '@graphql-codegen/cli';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import graphqlConfig from '../../.graphqlrc';

const FILE = 'app/admin-api/admin.generated.ts';

it('the operation types in the repository are those of the documents, formatted', async () => {
  const { codegen } = (graphqlConfig as { extensions?: { codegen?: CodegenConfig } }).extensions ?? {};
  if (!codegen) throw new Error('.graphqlrc.ts has no codegen');
  const written = (await generate({ ...codegen, hooks: {}, silent: true }, false)) as {
    filename: string;
    content: string;
  }[];
  const fresh = written.find(({ filename }) => filename.endsWith(FILE))?.content ?? '';
  const style = await resolveConfig(FILE);
  expect(await readFile(FILE, 'utf8')).toBe(await format(fresh, { ...style, filepath: FILE }));
});
