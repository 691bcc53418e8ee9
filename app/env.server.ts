import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';

/** Shopify API version of the whole project: Admin schema, function schema and webhooks. */
export const API_VERSION = '2026-07';

/** Facts of the local stand-in that its processes agree on; worthless outside a developer's machine. */
export const DEVELOPMENT = {
  apiKey: 'stammkunde-development-key',
  apiSecret: 'stammkunde-development-secret-not-for-production',
  emailHashKey: 'stammkunde-development-email-hash-key',
  credentialKeys: [{ id: 'development', key: 'c3RhbW1rdW5kZS1kZXZlbG9wbWVudC1vbmx5LWtleSE=' }],
  shop: 'roesterei-elbtal.myshopify.com',
  handle: 'roesterei-elbtal',
} as const;

const SCOPES = 'read_customers,write_customers,read_orders,read_products,write_discounts';

const port = z.coerce.number().int().min(0).max(65_535);

/** "id:base64, id:base64": AES-256 keys for stored credentials, the one to seal with first, older ones to open with behind it. */
const credentialKeys = z.string().transform((text, context): { id: string; key: Buffer }[] => {
  const keys = text.split(',').flatMap((part) => {
    const [, id, base64] = /^\s*([a-zA-Z0-9_-]{1,32}):([A-Za-z0-9+/]+=*)\s*$/.exec(part) ?? [];
    const key = Buffer.from(base64 ?? '', 'base64');
    return id && key.length === 32 ? [{ id, key }] : [];
  });
  const named = new Set(keys.map(({ id }) => id));
  if (keys.length !== text.split(',').length || named.size !== keys.length) {
    context.addIssue({
      code: 'custom',
      message: 'expected "name:key" with 32 bytes in base64, and each name once',
    });
    return [];
  }
  return keys;
});

const SPF_SERVER = /^(?:(?:include|a|mx):[a-z0-9_.-]+\.[a-z0-9-]+|ip4:[\d./]+|ip6:[\da-f:./]+)$/i;

/** Terms of an SPF entry that name servers, with spaces between them. */
const spfServers = z
  .string()
  .transform((text) => text.split(/\s+/).filter(Boolean))
  .refine((terms) => terms.every((term) => SPF_SERVER.test(term)), {
    error: 'expected terms of an SPF entry like "include:_spf.mail.example.com" or "ip4:192.0.2.10"',
  });

const mailServer = {
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** messages a second that the operator's server takes at most, over all workers; unset: as many as it likes */
  SMTP_MESSAGES_PER_SECOND: z.coerce.number().int().min(1).max(10_000).optional(),
  /** where bounces of the operator's server go: each message leaves from an address of its own, "bounces+<token>@..." */
  BOUNCE_ADDRESS: z.email().optional(),
  /** how shops' SPF entries name the operator's server; unset: the sending page tells merchants to ask */
  SMTP_SPF: spfServers.default([]),
  /** DKIM selector that the operator's server signs with for shops' domains; unset: the usual ones are tried */
  SMTP_DKIM_SELECTOR: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, 'expected a selector like "s1"')
    .optional(),
  /** signs what is posted to /mail/bounces; at least 32 characters. Unset: nothing is taken there */
  BOUNCE_SECRET: z.string().min(32).optional(),
};

const productionSchema = z.object({
  NODE_ENV: z.literal('production'),
  PORT: port.default(3000),
  SHOPIFY_API_KEY: z.string().min(1),
  SHOPIFY_API_SECRET: z.string().min(16),
  SHOPIFY_APP_URL: z.url({ protocol: /^https$/ }),
  SCOPES: z.string().default(SCOPES),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  ...mailServer,
  /** unset: shops cannot use mail servers of their own */
  CREDENTIAL_KEYS: credentialKeys.optional(),
  /** at least 32 characters; changing it makes stored e-mail hashes worthless */
  EMAIL_HASH_KEY: z.string().min(32),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** The local stand-in can never be reached from production. */
  DEV_STORE_URL: z.undefined({ error: 'DEV_STORE_URL must not be set with NODE_ENV=production' }).optional(),
});

const developmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test']).default('development'),
  PORT: port.default(3000),
  SHOPIFY_API_KEY: z.string().default(DEVELOPMENT.apiKey),
  SHOPIFY_API_SECRET: z.string().default(DEVELOPMENT.apiSecret),
  SHOPIFY_APP_URL: z.url().default('http://localhost:3000'),
  SCOPES: z.string().default(SCOPES),
  /** undefined: the embedded PostgreSQL */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ...mailServer,
  SMTP_URL: mailServer.SMTP_URL.default('smtp://127.0.0.1:2525'),
  CREDENTIAL_KEYS: credentialKeys.default(
    DEVELOPMENT.credentialKeys.map(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') })),
  ),
  EMAIL_HASH_KEY: z.string().default(DEVELOPMENT.emailHashKey),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  DEV_STORE_URL: z.url().default('http://localhost:4000'),
});

export type Env = z.output<typeof productionSchema> | z.output<typeof developmentSchema>;

/**
 * What an operator wrote into `.env` of the current folder, below what is set otherwise. Development and tests leave it
 * alone: it holds production's secrets and its database.
 */
export function withEnvFile(source: NodeJS.ProcessEnv, file = '.env'): NodeJS.ProcessEnv {
  if (source.NODE_ENV === 'development' || source.NODE_ENV === 'test' || !existsSync(file)) return source;
  return { ...parseEnv(readFileSync(file, 'utf8')), ...source };
}

/**
 * Reads the typed environment once, at an entry point.
 * @throws Error naming every variable that is missing or malformed, and what it should be
 */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const schema = source.NODE_ENV === 'production' ? productionSchema : developmentSchema;
  const result = schema.safeParse(source, {
    error: ({ input }) => (input === undefined || input === '' ? 'is missing' : undefined),
  });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is incomplete or wrong:\n${problems.join('\n')}\nSee .env.example.`);
}
