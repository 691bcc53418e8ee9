import type { ReactElement } from 'react';
import type { FunctionRun } from '../../checkout/types';
import type { ShopTexts } from '../shop/texts';

/**
 * For developers, like the platform's run log: each run of a discount function in this checkout, what it cost of its
 * limits, what it answered, and under which error's name it failed.
 */
export function FunctionPanel({ runs, text }: { runs: FunctionRun[]; text: ShopTexts }): ReactElement {
  const failed = runs.filter(({ error }) => error !== null).length;
  return (
    <details className="functions" open={failed > 0}>
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
            {of(run.instructions, run.limits?.instructions)} {text.instructions}
          </p>
          <p className="muted">
            {text.input} {of(run.inputBytes, run.limits?.inputBytes)} {text.bytes}, {text.output}{' '}
            {of(run.outputBytes, run.limits?.outputBytes)} {text.bytes}
          </p>
          {run.error ? (
            <p className="field-error">
              {text.failed}
              <br />
              {run.error}
            </p>
          ) : null}
          {run.output === null ? null : <pre>{JSON.stringify(run.output, null, 2)}</pre>}
          {run.logs ? <pre>{run.logs}</pre> : null}
        </section>
      ))}
    </details>
  );
}

/** "12,345 / 11,000,000"; without the limit when the run never began. */
function of(used: number, limit: number | undefined): string {
  const digits = (value: number) => value.toLocaleString('en');
  return limit === undefined ? digits(used) : `${digits(used)} / ${digits(limit)}`;
}
