import { signal } from '@preact/signals';
import type { Attempt } from '../../shared/coupon';

/** No answer for so long is as good as none: the buyer gets the button back. */
const PATIENCE_MS = 10_000;

interface CheckoutApi {
  applyDiscountCodeChange(change: {
    type: 'addDiscountCode';
    code: string;
  }): Promise<{ type: 'success' | 'error' }>;
  lines: { value: unknown };
}
interface LastAttempt extends Attempt {
  /** the cart that the answer was given for */
  lines: unknown;
}

/** The coupon's button. */
export interface Apply {
  /** What became of the last click. A refusal holds for the cart that it was said of: with other lines the button is back. */
  attempt(): Attempt | null;
  click(code: string): void;
}

export function applyIn(api: CheckoutApi): Apply {
  const last = signal<LastAttempt | null>(null);
  return {
    attempt() {
      const { value } = last;
      return value && (value.state === 'busy' || value.lines === api.lines.value) ? value : null;
    },
    click(code) {
      const become = (state: Attempt['state']) => (last.value = { code, state, lines: api.lines.value });
      const offline = () => become('offline');
      const timer = setTimeout(offline, PATIENCE_MS);
      const answered = () => clearTimeout(timer);
      become('busy');
      api.applyDiscountCodeChange({ type: 'addDiscountCode', code }).then(
        ({ type }) => {
          answered();
          // that it is applied shows in the checkout's codes
          if (type === 'success') last.value = null;
          else become(isOffline() ? 'offline' : 'refused');
        },
        () => {
          answered();
          offline();
        },
      );
    },
  };
}

/** Only where the browser says so: a sandbox that knows nothing of the network is not offline. */
function isOffline(): boolean {
  return (navigator as { onLine?: boolean }).onLine === false;
}
