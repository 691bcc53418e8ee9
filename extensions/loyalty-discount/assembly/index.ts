// The discount function of Stammkunde: one export per target. See docs/discount-function.md.

import { inputGet } from './platform';
import { decide } from './decide';
import { decideDelivery } from './delivery';

export function cart_lines_discounts_generate_run(): void {
  decide(inputGet());
}

export function cart_delivery_options_discounts_generate_run(): void {
  decideDelivery(inputGet());
}
