import { spawn } from 'node:child_process';
import { withEnvFile } from '../app/env.server';
import { startDatabase } from '../app/database/start.server';

/**
 * Prisma's command line against the project's database: `npm run db -- studio`, or the SQL of a new migration:
 * npm run db -- migrate diff --from-migrations prisma/migrations --to-schema-datamodel prisma/schema.prisma --script
 */
const database = await startDatabase(withEnvFile(process.env).DATABASE_URL);
const child = spawn('prisma', process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, DATABASE_URL: database.url },
});
const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
await database.stop();
process.exit(code);
