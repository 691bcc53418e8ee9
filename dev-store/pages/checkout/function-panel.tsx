import type { ReactElement } from 'react';
import type { FunctionRun } from '../../checkout/types';
import type { ShopTexts } from '../shop/texts';

/** For developers: each run of a discount function in this checkout, with what it cost and what it answered. */
export function FunctionPanel({ runs, text }: { runs: FunctionRun[]; text: ShopTexts }): ReactElement {
  return (
    <details className="functions">
      <summary>
        {text.functions} ({runs.length})
      </summary>
      {runs.length === 0 ? <p className="muted">{text.noFunctions}</p> : null}
      {runs.map((run, index) => (
        <section key={index} aria-label={`${run.target} ${index + 1}`}>
          <p>
            <code>{run.target}</code>
            {run.code ? <code className="code">{run.code}</code> : null}
          </p>
          <p className="muted">
            {run.instructions.toLocaleString('en')} {text.instructions}
          </p>
          {run.error ? <p className="field-error">{run.error}</p> : null}
          <pre>{JSON.stringify(run.output, null, 2)}</pre>
          {run.logs ? <pre>{run.logs}</pre> : null}
        </section>
      ))}
    </details>
  );
}
