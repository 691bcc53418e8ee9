// The discount function of Stammkunde: one export per target. See docs/discount-function.md.

import { inputGet } from './platform';
import { nothing } from './output';
import { decide } from './decide';

export function cart_lines_discounts_generate_run(): void {
  decide(inputGet());
}

/** No rule gives anything on delivery yet. */
export function cart_delivery_options_discounts_generate_run(): void {
  nothing();
}
