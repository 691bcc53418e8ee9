import type { ReactElement } from 'react';
import type { ShopTexts } from '../shop/texts';
import type { CheckoutView } from './priced';

/** A choice for each delivery group; what it is for is said only when there is more than one. */
export function DeliveryGroups(props: {
  view: CheckoutView;
  text: ShopTexts;
  amount: (minor: number) => string;
}): ReactElement {
  const { view, text, amount } = props;
  const several = view.deliveryGroups.length > 1;
  return (
    <>
      {view.deliveryGroups.map((group, index) => (
        <fieldset key={group.id} className="delivery-group">
          <legend className={several ? undefined : 'visually-hidden'}>
            {several
              ? `${group.type === 'SUBSCRIPTION' ? text.subscriptionGroup : text.onceGroup}: ${group.lineTitles.join(', ')}`
              : text.deliveryMethod}
          </legend>
          <div className="options">
            {view.deliveryOptions
              .filter(({ groupId }) => groupId === group.id)
              .map((option) => (
                <label key={option.handle} className="option">
                  <input
                    type="radio"
                    name={index === 0 ? 'deliveryOption' : `deliveryOption${index + 1}`}
                    value={option.handle}
                    defaultChecked={option.selected}
                    data-update=""
                  />
                  <span>{option.title}</span>
                  <span className="price">
                    {option.discountMinor > 0 ? <s>{amount(option.priceMinor)}</s> : null}{' '}
                    {option.priceMinor === option.discountMinor
                      ? text.free
                      : amount(option.priceMinor - option.discountMinor)}
                  </span>
                </label>
              ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}
