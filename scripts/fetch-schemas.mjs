/**
 * Writes Shopify's API schemas into the git-ignored `generated/schemas/`:
 *
 *   admin-2026-07.graphql              the whole Admin API as SDL, without descriptions
 *   admin-2026-07.access.json          which access scopes a type or a field asks for, which fields are protected data
 *   functions-discount-2026-07.graphql what a discount function may query and answer
 *   NOTICE                             whose facts these are, under which licence
 *
 * Source: the introspection results that the npm package @shopify/dev-mcp carries. The package pulls in the whole Shopify
 * CLI, so it is not a dependency: only its tarball is fetched (`npm pack`, so npm's own registry and cache settings hold),
 * checked against the pinned hash, and three of its files are read.
 *
 * Plain Node, because the bootstrap calls it before anything else runs. Quick when nothing is to do. `--force` writes anew.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const PACKAGE = '@shopify/dev-mcp@1.16.0';
const INTEGRITY =
  'sha512-tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==';
const ADMIN = 'package/dist/data/admin_2026-07.json.gz';
const DISCOUNT = 'package/dist/data/functions_discount_2026-07.json.gz';
const LICENCE = 'package/LICENSE';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'generated', 'schemas');
const stampFile = join(target, '.stamp');
const outputs = [
  'admin-2026-07.graphql',
  'admin-2026-07.access.json',
  'functions-discount-2026-07.graphql',
  'NOTICE',
];
// The script itself is part of the stamp: a changed script writes anew.
const stamp = createHash('sha256')
  .update(INTEGRITY)
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');

if (!process.argv.includes('--force') && isPresent()) process.exit(0);
await main();

function isPresent() {
  return (
    outputs.every((name) => existsSync(join(target, name))) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp
  );
}

async function main() {
  const files = untar(gunzipSync(fetchTarball()), [ADMIN, DISCOUNT, LICENCE]);
  const admin = JSON.parse(gunzipSync(files.get(ADMIN)).toString('utf8'));
  const discount = JSON.parse(gunzipSync(files.get(DISCOUNT)).toString('utf8'));
  mkdirSync(target, { recursive: true });
  write('admin-2026-07.graphql', await toSdl(admin.data));
  write('admin-2026-07.access.json', `${JSON.stringify(accessFacts(admin), null, 1)}\n`);
  write('functions-discount-2026-07.graphql', await toSdl(discount.data));
  write('NOTICE', notice(files.get(LICENCE).toString('utf8')));
  write('.stamp', stamp);
  process.stdout.write(`Shopify schemas written to ${target}\n`);
}

/** The package's tarball, whose hash has been checked. */
function fetchTarball() {
  const folder = mkdtempSync(join(tmpdir(), 'stammkunde-schemas-'));
  try {
    const args = ['pack', PACKAGE, '--pack-destination', folder, '--json', '--prefer-offline', '--silent'];
    const report = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', cwd: folder }));
    const name = (Array.isArray(report) ? report[0] : Object.values(report)[0]).filename;
    const tarball = readFileSync(join(folder, name.replace(/^@/, '').replace('/', '-')));
    const actual = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    if (actual !== INTEGRITY) throw new Error(`${PACKAGE}: expected ${INTEGRITY}, got ${actual}`);
    return tarball;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the named regular files out of a tar archive (ustar headers: name at 0, size at 124, prefix at 345). */
function untar(archive, names) {
  const found = new Map();
  for (let at = 0; at + 512 <= archive.length;) {
    const header = archive.subarray(at, at + 512);
    const text = (from, length) =>
      header
        .subarray(from, from + length)
        .toString('utf8')
        .replace(/\0.*$/s, '');
    if (text(0, 100) === '') break;
    const name = text(345, 155) === '' ? text(0, 100) : `${text(345, 155)}/${text(0, 100)}`;
    const size = parseInt(text(124, 12).trim(), 8);
    if (names.includes(name)) found.set(name, archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`${PACKAGE} lacks ${missing.join(', ')}`);
  return found;
}

async function toSdl(introspection) {
  const { buildClientSchema, printSchema } = await import('graphql');
  return `${printSchema(buildClientSchema(withoutDescriptions(introspection), { assumeValid: true }))}\n`;
}

function withoutDescriptions(value) {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'description' ? null : withoutDescriptions(inner),
    ]),
  );
}

/**
 * `{types: {[name]: {requiredAccess, scopes}}, fields: {["Type.field"]: same}, protected: {["Type.field"]: "email"}}`;
 * `requiredAccess` is Shopify's sentence (its errors repeat it), `scopes` those that an offline token may hold for it, each of
 * which suffices. Types and fields that ask for nothing are left out.
 */
function accessFacts(admin) {
  const facts = { types: {}, fields: {}, protected: {} };
  const scopes = new Map(
    admin.offline_scopes.items.map((item) => [
      item.type === 'type' ? item.typeName : `${item.typeName}.${item.fieldName}`,
      item.offlineScopes ?? [],
    ]),
  );
  for (const type of admin.data.__schema.types) {
    if (type.requiredAccess) {
      facts.types[type.name] = {
        requiredAccess: type.requiredAccess,
        scopes: scopes.get(type.name) ?? [],
      };
    }
    for (const field of type.fields ?? []) {
      const name = `${type.name}.${field.name}`;
      if (field.requiredAccess) {
        facts.fields[name] = { requiredAccess: field.requiredAccess, scopes: scopes.get(name) ?? [] };
      }
      if (field.isProtected) facts.protected[name] = field.protectedContent;
    }
  }
  return facts;
}

function notice(licence) {
  return [
    `The files in this folder are derived from ${PACKAGE} (npm), dist/data/*_2026-07.json.gz,`,
    'by scripts/fetch-schemas.mjs. They are not part of the repository. The licence of the source:',
    '',
    licence.trim(),
    '',
  ].join('\n');
}

/** Never leaves half a file behind. */
function write(name, text) {
  const file = join(target, name);
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}
