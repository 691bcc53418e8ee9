import type { ReactElement } from 'react';
import type { Visitor } from '../shop/visitor';
import { EMPTY_ADDRESS, type CheckoutSession } from './session';

const COUNTRIES = { DE: 'Deutschland', AT: 'Österreich', CH: 'Schweiz', FR: 'France', NL: 'Nederland' };

/** Names of the fields that an order may lack; any other error of a checkout is about a discount code. */
export const FIELD_NAMES = new Set(['email', 'lastName', 'address1', 'zip', 'city']);

export function AddressFields(props: {
  visitor: Visitor;
  session: CheckoutSession;
  wrong: Set<string>;
}): ReactElement {
  const { text } = props.visitor;
  const address = props.session.address ?? EMPTY_ADDRESS;
  const plain = (
    name: 'firstName' | 'lastName' | 'address1' | 'zip' | 'city',
    label: string,
    autoComplete: string,
  ) => (
    <Field
      name={name}
      label={label}
      value={address[name]}
      invalid={props.wrong.has(name)}
      autoComplete={autoComplete}
    />
  );
  return (
    <div className="address-fields">
      <label className="full">
        {text.country}
        <select name="countryCode" defaultValue={address.countryCode} autoComplete="country">
          {Object.entries(COUNTRIES).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
          {address.countryCode in COUNTRIES ? null : <option>{address.countryCode}</option>}
        </select>
      </label>
      {plain('firstName', text.firstName, 'given-name')}
      {plain('lastName', text.lastName, 'family-name')}
      <div className="full">{plain('address1', text.street, 'street-address')}</div>
      {plain('zip', text.zip, 'postal-code')}
      {plain('city', text.city, 'address-level2')}
    </div>
  );
}

export function Field(props: {
  name: string;
  label: string;
  value: string;
  invalid: boolean;
  type?: string;
  autoComplete: string;
}): ReactElement {
  return (
    <label className={props.invalid ? 'invalid' : undefined}>
      {props.label}
      <input
        type={props.type ?? 'text'}
        name={props.name}
        defaultValue={props.value}
        autoComplete={props.autoComplete}
        aria-invalid={props.invalid}
      />
    </label>
  );
}
