/** The signed-in buyer's customer id. Shopify leaves it empty for guests, and for apps without access to customer data. */
export function buyerId({
  buyerIdentity,
}: {
  buyerIdentity?: { customer: { value: { id: string } | undefined } };
}): string | null {
  const customer = buyerIdentity && buyerIdentity.customer.value;
  return customer ? customer.id : null;
}
