import { arrival } from './chapter-arrival';
import { coupon } from './chapter-coupon';
import { orders } from './chapter-orders';
import { outage } from './chapter-outage';
import { trouble } from './chapter-trouble';
import type { Step } from './step';

export const CHAPTERS: [name: string, play: Step][] = [
  ...arrival,
  ...orders,
  ...coupon,
  ...outage,
  ...trouble,
];
