import type { SurfaceFault } from './protocol';

const SLOW_MS = 2_000;

/** Whatever travels takes two seconds on a slow network. Browser code. */
export function asNetwork(fault: SurfaceFault): Promise<void> {
  return fault === 'slow' ? new Promise((resolve) => setTimeout(resolve, SLOW_MS)) : Promise.resolve();
}
