import { expect, it } from 'vitest';
import { isInternal, publicHost } from './public-host.server';

it.each([
  '127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.100.0.1', '0.0.0.0', '::1', '::',
  'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '::ffff:7f00:1', '64:ff9b::a00:1', 'not an address',
])('is internal: %s', (address) => expect(isInternal(address)).toBe(true)); // prettier-ignore

it.each(['93.184.216.34', '172.32.0.1', '2606:4700::1111', '::ffff:93.184.216.34'])(
  'is public: %s',
  (address) => expect(isInternal(address)).toBe(false),
);

it('takes the address of a public name, and refuses one of which any address is internal', async () => {
  const resolving =
    (...addresses: string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: 4 }));
  expect(await publicHost('a', resolving('93.184.216.34'))).toEqual({ ok: true, address: '93.184.216.34' });
  expect(await publicHost('a', resolving('93.184.216.34', '10.0.0.1'))).toEqual({
    ok: false,
    kind: 'internal',
  });
  expect(await publicHost('a', resolving())).toEqual({ ok: false, kind: 'not-found' });
  const failing = () => Promise.reject(new Error('ENOTFOUND'));
  expect(await publicHost('a', failing)).toEqual({ ok: false, kind: 'not-found' });
});
