import { signal, type Signal } from '@preact/signals';
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

/** The coupon's button: what became of the last click, and the click. */
export class Apply {
  private readonly last: Signal<LastAttempt | null> = signal(null);

  constructor(private readonly api: CheckoutApi) {}

  /** A refusal holds for the cart that it was said of: with other lines the button is back. */
  get attempt(): Attempt | null {
    const last = this.last.value;
    return last && (last.state === 'busy' || last.lines === this.api.lines.value) ? last : null;
  }

  readonly click = (code: string): void => {
    const { api, last } = this;
    const become = (state: Attempt['state']) => (last.value = { code, state, lines: api.lines.value });
    become('busy');
    const timer = setTimeout(() => become('offline'), PATIENCE_MS);
    api.applyDiscountCodeChange({ type: 'addDiscountCode', code }).then(
      ({ type }) => {
        clearTimeout(timer);
        // that it is applied shows in the checkout's codes
        if (type === 'success') last.value = null;
        else become(isOffline() ? 'offline' : 'refused');
      },
      () => {
        clearTimeout(timer);
        become('offline');
      },
    );
  };
}

/** Only where the browser says so: a sandbox that knows nothing of the network is not offline. */
function isOffline(): boolean {
  const { onLine } = navigator as { onLine?: boolean };
  return onLine === false;
}
