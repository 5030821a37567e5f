import type { ReactElement } from 'react';
import { showValue } from '../../format/show-value.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { KeptPart } from './KeptPart.tsx';
import s from './Run.module.css';

/** What the run was given, and what it returned. */
export function InputTab({ detail }: { readonly detail: RunDetail }): ReactElement {
  const input = showValue(detail.input);
  const hasOutput = detail.output !== null && detail.output !== undefined;
  return (
    <div className={`scroll ${s['pad']}`} tabIndex={0} role="group" aria-label="Input and output">
      <section>
        <h2 className="label">
          Input <span>checked against the agent’s contract when it started</span>
          <span className="grow" />
          <CopyButton text={input} />
        </h2>
        <pre className="code">{input}</pre>
      </section>
      <section>
        <h2 className="label">
          Output <span>{hasOutput ? '' : 'none yet'}</span>
        </h2>
        {hasOutput ? (
          <pre className="code">{showValue(detail.output)}</pre>
        ) : (
          <p className="d">The run returns it when it ends.</p>
        )}
      </section>
      <KeptPart detail={detail} />
    </div>
  );
}
