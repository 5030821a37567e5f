import type { ReactElement } from 'react';
import type { RunOrigin, RunSummary } from '../../../../shared/domain/run.ts';
import { shortId } from '../../format/hash.ts';
import { hrefOf } from '../../stores/route.ts';

const madeFrom: Readonly<Record<RunOrigin['kind'], string>> = {
  fork: 'forked from',
  extension: 'continues',
  continuation: 'goes on from',
};

/** The runs this one comes from, belongs to, and went on as. */
export function FamilyLinks({ run: { origin, parent, continuedAs } }: { readonly run: RunSummary }): ReactElement {
  return (
    <>
      {origin === null ? null : (
        <span>
          {madeFrom[origin.kind]} <RunLink runId={origin.runId} />
          {origin.path === null ? '' : `, entry ${origin.path}`}
        </span>
      )}
      {parent === null ? null : (
        <span>
          {parent.life} child of <RunLink runId={parent.runId} />
        </span>
      )}
      {continuedAs === null ? null : (
        <span>
          went on as <RunLink runId={continuedAs} />
        </span>
      )}
    </>
  );
}

function RunLink({ runId }: { readonly runId: string }): ReactElement {
  return <a href={hrefOf({ page: 'run', runId, tab: null })}>{shortId(runId)}</a>;
}
