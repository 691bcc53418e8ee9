import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Networks that no stranger's host name may lead us into: our own machine, private and link-local ones, and other special uses. */
const INTERNAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24],
  ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) INTERNAL.addSubnet(network, prefix, 'ipv4'); // prettier-ignore
for (const [network, prefix] of [
  ['::', 128], ['::1', 128], ['64:ff9b::', 96], ['100::', 64], ['2001:db8::', 32], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8],
] as const) INTERNAL.addSubnet(network, prefix, 'ipv6'); // prettier-ignore

export type ResolveHost = (host: string) => Promise<{ address: string; family: number }[]>;

export type PublicHost = { ok: true; address: string } | { ok: false; kind: 'not-found' | 'internal' };

/**
 * Where a host name of a merchant leads, when that is on the public internet: connect to this address and to no other, so that
 * a name which says something else a moment later leads nowhere.
 */
export async function publicHost(host: string, resolve: ResolveHost = everyAddress): Promise<PublicHost> {
  const found = await resolve(host).catch(() => []);
  const [first] = found;
  if (!first) return { ok: false, kind: 'not-found' };
  if (found.some(({ address }) => isInternal(address))) return { ok: false, kind: 'internal' };
  return { ok: true, address: first.address };
}

const everyAddress: ResolveHost = (host) => lookup(host, { all: true, order: 'verbatim' });

export function isInternal(address: string): boolean {
  // IPv4 written as IPv6 is IPv4
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return true;
  if (family === 6 && /^::ffff:/i.test(plain)) return true;
  return INTERNAL.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}
