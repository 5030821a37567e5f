import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Artifact } from '../../../../shared/domain/run.ts';
import { shortHash } from '../../format/hash.ts';
import { bytes, count } from '../../format/number.ts';
import { downloadArtifact } from '../../stores/artifacts.ts';
import { reportFailure } from '../../stores/notices.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Ago } from '../../ui/Time.tsx';

/** Files this run wrote; each can be taken away. */
export function ArtifactsTab({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { artifacts } = detail;
  if (artifacts.length === 0)
    return (
      <Empty kind="nothing-yet" icon="file" title="No file was written yet">
        Reports, data and rows that were set aside appear here as they are written.
      </Empty>
    );
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label="Artifacts">
      <table className="table">
        <thead>
          <tr>
            <th>Name</th>
            <th className="r">Version</th>
            <th>Kind</th>
            <th className="r">Items</th>
            <th className="r">Size</th>
            <th>SHA-256</th>
            <th className="r">Written</th>
            <th>
              <span className="sr">Download</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {artifacts.map((artifact) => (
            <tr key={artifact.artifactId}>
              <td className="b">{artifact.name}</td>
              <td className="r">{artifact.version}</td>
              <td className="q">{artifact.role}</td>
              <td className="r">{artifact.items === null ? '' : count(artifact.items)}</td>
              <td className="r">{bytes(artifact.bytes)}</td>
              <td className="mono d" title={artifact.sha256}>
                {shortHash(artifact.sha256)}
              </td>
              <td className="r d">
                <Ago at={artifact.atMs} />
              </td>
              <td className="r">
                <Download artifact={artifact} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Download({ artifact }: { readonly artifact: Artifact }): ReactElement {
  const [isBusy, setBusy] = useState(false);
  async function take(): Promise<void> {
    setBusy(true);
    await downloadArtifact(artifact).catch(reportFailure);
    setBusy(false);
  }
  return (
    <Button isSmall icon="download" whyNot={isBusy ? 'It is being read.' : undefined} onPress={() => void take()}>
      Download
    </Button>
  );
}
