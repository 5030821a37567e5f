import { useEffect, type ReactElement } from 'react';
import type { PolicyVersion } from '../../../../shared/domain/policy-version.ts';
import { moreVersions, readVersions, showVersion, usePolicyHistory } from '../../stores/policy-history.ts';
import { beginDraftFrom } from '../../stores/policy.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Ago } from '../../ui/Time.tsx';
import { PolicyDiff } from './PolicyDiff.tsx';
import s from './Policy.module.css';

/** Every policy that was in force, who proposed and who approved it, and what it changed. */
export function PolicyHistory({ onEdit }: { readonly onEdit: () => void }): ReactElement {
  const { versions, next, shown, failure } = usePolicyHistory();
  useEffect(() => void readVersions(), []);
  if (failure !== null) return <Failure error={failure} onRetry={() => void readVersions()} />;
  if (versions === null) return <Empty kind="loading" title="Reading the history" />;
  return (
    <>
      <ol className={s['versions']}>
        {versions.map((version) => {
          const isShown = shown?.shown.hash === version.hash && shown.shown.version === version.version;
          return (
            <li key={`${version.policyId} ${version.version}`}>
              <div className="row">
                <span className="b">
                  {version.policyId} version {version.version}
                </span>
                <span className="d">
                  {version.untilMs === null ? 'in force since ' : 'from '}
                  <Ago at={version.fromMs} />
                  {version.untilMs === null ? null : (
                    <>
                      {' until '}
                      <Ago at={version.untilMs} />
                    </>
                  )}
                </span>
                <span className="grow" />
                <Button kind="quiet" onPress={() => void showVersion(isShown ? null : version)}>
                  {isShown ? 'Hide what it changed' : 'What it changed'}
                </Button>
              </div>
              <OriginLine version={version} />
              {isShown && shown !== null ? (
                <div className={s['changed']}>
                  {shown.replaced === null ? <p className="d">It was the first.</p> : <PolicyDiff diff={shown.diff} />}
                  {version.untilMs === null ? null : (
                    <Button
                      kind="quiet"
                      onPress={() => {
                        beginDraftFrom(shown.policy);
                        onEdit();
                      }}
                    >
                      Edit a copy of this version
                    </Button>
                  )}
                </div>
              ) : null}
            </li>
          );
        })}
      </ol>
      {next === null ? null : (
        <Button kind="quiet" onPress={() => void moreVersions()}>
          Show earlier ones
        </Button>
      )}
    </>
  );
}

function OriginLine({ version: { change, title } }: { readonly version: PolicyVersion }): ReactElement {
  if (change === null) return <p className="d">{title}. It came with the product; nobody had to decide on it.</p>;
  return (
    <p className="d">
      {title}. Proposed by {change.proposedBy}, approved by{' '}
      {change.decidedBy.map(({ printedName }) => printedName).join(' and ')}: {change.reason}{' '}
      <a href={hrefOf({ page: 'run', runId: change.runId, tab: 'effects' })}>Show the proposal</a>
    </p>
  );
}
