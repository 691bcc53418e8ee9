export interface DiscountUserError {
  field: string[] | null;
  message: string;
  code: string | null;
  extraInfo: string | null;
}

export const discountError = (
  field: string[] | null,
  message: string,
  code: string | null = 'INVALID',
): DiscountUserError => ({ field, message, code, extraInfo: null });
