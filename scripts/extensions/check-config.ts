import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { CONFIG_FILE, type ExtensionFolder } from './folder';
import type { Problem } from './problem';
import type { Vocabulary } from './vocabulary';

/**
 * Configuration files against what Shopify documents. `shopify app build` lets unknown keys, topics, scopes and API
 * versions pass; `shopify app deploy` finds them out, or nobody does and the extension silently lacks what was meant.
 */
export function checkConfigs(
  root: string,
  extensions: readonly ExtensionFolder[],
  vocabulary: Vocabulary,
): Problem[] {
  const app = z.safeParse(appSchema(vocabulary), parse(readFileSync(path.join(root, APP_FILE), 'utf8')));
  const apiVersion = app.success ? app.data.webhooks.api_version : null;
  const problems = app.success ? [] : issues(APP_FILE, 'app-config', app.error);
  const seen = new Map<string, string>();
  for (const extension of extensions) {
    const where = `extensions/${extension.name}/${CONFIG_FILE}`;
    const schema = schemaOf(extension.type, vocabulary);
    if (!schema) {
      problems.push({
        where,
        rule: 'extension-config',
        message: `type "${extension.type}" is not used here`,
      });
      continue;
    }
    const parsed = schema.safeParse(extension.config);
    if (!parsed.success) {
      problems.push(...issues(where, 'extension-config', parsed.error));
      continue;
    }
    problems.push(
      ...[
        ...missingFiles(extension.folder, parsed.data),
        ...otherVersion(parsed.data, apiVersion),
        ...otherHandle(parsed.data, extension.name),
        ...crowdedPage(parsed.data),
        ...repeated(parsed.data, where, seen),
      ].map((message): Problem => ({ where, rule: 'extension-config', message })),
    );
  }
  return problems;
}

const APP_FILE = 'shopify.app.toml';
const url = z.url({ protocol: /^https$/ });
const handle = z.string().regex(/^[a-z0-9-]{1,50}$/);
const uid = z.string().regex(/^[0-9a-f-]{36,52}$/);
const name = z.string().min(1).max(255);

function appSchema({ topics, scopes, table }: Vocabulary) {
  const topic = z
    .string()
    .refine((text) => topics.has(text.replaceAll('/', '_').toUpperCase()), 'no such webhook topic');
  const scope = z.string().refine((text) => scopes.has(text), 'no such access scope');
  return z.strictObject({
    client_id: z.string(),
    name: z.string().max(30),
    handle,
    application_url: url,
    embedded: z.boolean(),
    build: z.strictObject({ include_config_on_deploy: z.boolean().optional() }).optional(),
    access_scopes: z.strictObject({
      scopes: z
        .string()
        .transform((text) => text.split(',').map((part) => part.trim()))
        .pipe(z.array(scope)),
      optional_scopes: z.array(scope).optional(),
      use_legacy_install_flow: z.boolean().optional(),
    }),
    access: z
      .strictObject({
        admin: z.strictObject({ embedded_app_direct_api_access: z.boolean().optional() }).optional(),
      })
      .optional(),
    auth: z.strictObject({ redirect_urls: z.array(url).min(1) }),
    webhooks: z.strictObject({
      api_version: z.enum(table.apiVersions),
      subscriptions: z.array(
        z
          .strictObject({
            topics: z.array(topic).optional(),
            compliance_topics: z
              .array(z.enum(['customers/data_request', 'customers/redact', 'shop/redact']))
              .optional(),
            uri: z.string(),
          })
          .refine((one) => (one.topics ?? one.compliance_topics ?? []).length > 0, 'subscribes to nothing'),
      ),
    }),
    pos: z.strictObject({ embedded: z.boolean() }).optional(),
  });
}

/** What all kinds of extension have in common after parsing. */
interface Parsed {
  api_version?: string;
  handles: string[];
  uids: string[];
  targets: string[];
  /** files, relative to the extension's folder */
  files: string[];
}

function schemaOf(type: string, { table }: Vocabulary): z.ZodType<Parsed> | null {
  const api_version = z.enum(table.apiVersions);
  switch (type) {
    case 'theme':
      return z
        .strictObject({ name, type: z.literal('theme'), uid, handle })
        .transform((one) => ({ handles: [one.handle], uids: [one.uid], targets: [], files: [] }));
    case 'function':
      return z
        .strictObject({ api_version, extensions: z.array(functionSchema).min(1) })
        .transform(({ api_version: version, extensions }) => ({
          api_version: version,
          handles: extensions.map((one) => one.handle),
          uids: extensions.map((one) => one.uid),
          targets: extensions.flatMap((one) => one.targeting.map(({ target }) => target)),
          files: extensions.flatMap((one) => one.targeting.map(({ input_query }) => input_query)),
        }));
    case 'ui_extension':
      return z
        .strictObject({ api_version, extensions: z.array(uiSchema(Object.keys(table.targets))).min(1) })
        .transform(({ api_version: version, extensions }) => ({
          api_version: version,
          handles: extensions.map((one) => one.handle),
          uids: extensions.map((one) => one.uid),
          targets: extensions.flatMap((one) => one.targeting.map(({ target }) => target)),
          files: extensions.flatMap((one) => one.targeting.map(({ module }) => module)),
        }));
    default:
      return null;
  }
}

const metafieldKey = z.strictObject({
  namespace: z.string().min(2).max(255),
  key: z.string().min(2).max(64),
});

const functionSchema = z.strictObject({
  name,
  description: name.optional(),
  handle,
  uid,
  type: z.literal('function'),
  targeting: z
    .array(
      z.strictObject({
        target: z.enum(['cart.lines.discounts.generate.run', 'cart.delivery-options.discounts.generate.run']),
        input_query: z.string(),
        export: z.string(),
      }),
    )
    .min(1),
  build: z.strictObject({
    command: z.string(),
    path: z.string(),
    watch: z.array(z.string()).optional(),
    wasm_opt: z.boolean().optional(),
  }),
  input: z.strictObject({ variables: metafieldKey }).optional(),
});

const SETTING_TYPES = [
  'boolean',
  'date',
  'date_time',
  'multi_line_text_field',
  'number_decimal',
  'number_integer',
  'single_line_text_field',
  'variant_reference',
] as const;

/** @param targets all that the package knows */
function uiSchema(targets: readonly string[]) {
  const metafields = z.array(metafieldKey);
  const field = z.strictObject({
    key: z.string().regex(/^[a-z0-9_]{1,50}$/),
    type: z.enum(SETTING_TYPES),
    name: name.max(100),
    description: z.string().max(500).optional(),
    validations: z
      .array(z.strictObject({ name: z.enum(['min', 'max', 'choices']), value: z.string() }))
      .optional(),
  });
  return z.strictObject({
    name,
    description: name.optional(),
    handle,
    uid,
    type: z.literal('ui_extension'),
    targeting: z
      .array(
        z.strictObject({
          target: z.enum(targets as [string, ...string[]]),
          module: z.string(),
          metafields: metafields.optional(),
        }),
      )
      .min(1),
    metafields: metafields.optional(),
    capabilities: z
      .strictObject({
        api_access: z.boolean().optional(),
        network_access: z.boolean().optional(),
        block_progress: z.boolean().optional(),
        collect_buyer_consent: z
          .strictObject({ sms_marketing: z.boolean().optional(), customer_privacy: z.boolean().optional() })
          .optional(),
      })
      .optional(),
    settings: z
      .strictObject({
        fields: z
          .array(field)
          .max(20)
          .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'a key stands twice'),
      })
      .optional(),
  });
}

function missingFiles(folder: string, { files }: Parsed): string[] {
  return files.filter((file) => !existsSync(path.join(folder, file))).map((file) => `${file} does not exist`);
}

/** One API version in the whole app: another one is either forgotten or misspelt. */
function otherVersion({ api_version }: Parsed, wanted: string | null): string[] {
  if (api_version === undefined || wanted === null || api_version === wanted) return [];
  return [`api_version ${api_version}, but the app's is ${wanted}`];
}

/** A full page must be the only target of its extension (Shopify's documentation of full-page targets). */
function crowdedPage({ targets }: Parsed): string[] {
  const page = targets.find((target) => target.endsWith('.page.render'));
  return page !== undefined && targets.length > 1
    ? [`${page} cannot share an extension with another target`]
    : [];
}

/** The CLI names the bundle after the handle, deep links into the editor do too. */
function otherHandle({ handles }: Parsed, folder: string): string[] {
  return handles.filter((one) => one !== folder).map((one) => `handle ${one}, but the folder is ${folder}`);
}

function repeated({ handles, uids }: Parsed, where: string, seen: Map<string, string>): string[] {
  return [...handles, ...uids].flatMap((value) => {
    const first = seen.get(value);
    seen.set(value, where);
    return first === undefined ? [] : [`${value} is used by ${first} too`];
  });
}

function issues(where: string, rule: Problem['rule'], error: z.ZodError): Problem[] {
  return error.issues.map((issue) => {
    const at = issue.path.map(String).join('.');
    return { where, rule, message: at === '' ? issue.message : `${at}: ${issue.message}` };
  });
}
