import type { ReactElement } from 'react';
import type { Address } from '../model/types';

/** An address as it stands on a parcel; `named` says to whom, where the page does not say so already. */
export function PostalAddress({
  address,
  named = false,
}: {
  address: Address | null;
  named?: boolean;
}): ReactElement | null {
  if (!address) return null;
  return (
    <address>
      {named ? (
        <>
          {address.firstName} {address.lastName}
          <br />
        </>
      ) : null}
      {address.address1}
      <br />
      {address.zip} {address.city}, {address.countryCode}
    </address>
  );
}
