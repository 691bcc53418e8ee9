import type { Address } from '../../model/types';
import { gid } from '../gid';

const COUNTRIES: Record<string, string> = {
  DE: 'Germany',
  AT: 'Austria',
  CH: 'Switzerland',
  FR: 'France',
  NL: 'Netherlands',
  GB: 'United Kingdom',
  US: 'United States',
};

/** MailingAddress; the dev store keeps no address records, so the id is its owner's. */
export function addressOf(address: Address | null, ownerId: number) {
  if (!address) return null;
  const name = `${address.firstName} ${address.lastName}`.trim();
  const country = COUNTRIES[address.countryCode] ?? address.countryCode;
  return {
    id: gid('MailingAddress', `${ownerId}?model_name=CustomerAddress`),
    firstName: address.firstName,
    lastName: address.lastName,
    name,
    address1: address.address1,
    address2: null,
    company: null,
    phone: null,
    province: null,
    provinceCode: null,
    zip: address.zip,
    city: address.city,
    country,
    countryCode: address.countryCode,
    countryCodeV2: address.countryCode,
    formatted: [name, address.address1, `${address.zip} ${address.city}`, country],
    formattedArea: `${address.city}, ${country}`,
  };
}
