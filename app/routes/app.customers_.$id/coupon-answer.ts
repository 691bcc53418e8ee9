export interface CouponAnswer {
  /** `not-possible`: it was used, withdrawn or replaced already */
  outcome: 'done' | 'not-possible';
}
