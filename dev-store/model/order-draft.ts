export interface DraftLine {
  productId: number | null;
  variantId: number | null;
  title: string;
  quantity: number;
  unitPriceMinor: number;
  /** the catalogue's price in the shop's currency; needed when the draft is in another one */
  shopUnitPriceMinor?: number;
  requiresShipping: boolean;
  isGiftCard: boolean;
  sellingPlanId?: number | null;
  /** per line; `applicationIndex` points into the draft's `discountApplications` */
  discountAllocations?: { amountMinor: number; applicationIndex: number }[];
}

export interface DraftShipping {
  title: string;
  priceMinor: number;
  discountMinor: number;
  /** the rate in the shop's currency, when the draft is in another one */
  shopPriceMinor?: number;
  applicationIndex?: number | null;
}
