/** A short confirmation in the Shopify admin. Without App Bridge (its script was blocked) there is just none. */
export function showToast(message: string): void {
  if (typeof window !== 'undefined' && 'shopify' in window) window.shopify.toast.show(message);
}
