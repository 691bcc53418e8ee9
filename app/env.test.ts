import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseServer } from './database/start.server';
import { readEnv, withEnvFile } from './env.server';

const file = path.join(mkdtempSync(path.join(tmpdir(), 'env-')), '.env');
writeFileSync(file, '# as .env.example\nSHOPIFY_API_KEY=key\nPORT=8080\nSMTP_URL=\n');

describe('the environment', () => {
  it('takes what stands in .env, below what is set', () => {
    const source = { NODE_ENV: 'production' as const, PORT: '9090' };
    expect(withEnvFile(source, file)).toMatchObject({ SHOPIFY_API_KEY: 'key', PORT: '9090' });
    expect(withEnvFile({ NODE_ENV: 'production' }, file)).toMatchObject({ PORT: '8080' });
    expect(withEnvFile(source, `${file}.none`)).toBe(source);
  });

  it.each(['development', 'test'] as const)('of %s is not that of .env', (name) => {
    const source = { NODE_ENV: name };
    expect(withEnvFile(source, file)).toBe(source);
  });

  it('names every value that is missing, empty ones too', () => {
    const read = () => readEnv(withEnvFile({ NODE_ENV: 'production' }, file));
    expect(read).toThrow(/\n {2}SHOPIFY_API_SECRET: is missing\n(.*\n)*.* {2}SMTP_URL: is missing\n/);
    expect(read).not.toThrow(/SHOPIFY_API_KEY|PORT/);
  });
});

describe('a DATABASE_URL that leads nowhere', () => {
  it.each([
    ['hello', 'DATABASE_URL is no address like postgresql://'],
    ['mysql://user@127.0.0.1/shop', 'DATABASE_URL is no address like postgresql://'],
    [
      'postgresql://user:secret@localhost:1/shop',
      /^The PostgreSQL of DATABASE_URL \(localhost:1, database shop\) does not answer: .*ECONNREFUSED/,
    ],
  ])('%s is said in words, without the password', async (url, words) => {
    await expect(databaseServer(url)).rejects.toThrow(words);
    await expect(databaseServer(url)).rejects.not.toThrow(/secret/);
  });
});
