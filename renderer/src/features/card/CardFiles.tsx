import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { shortHash } from '../../format/hash.ts';
import { bytes, count } from '../../format/number.ts';
import { useCardFiles } from '../../stores/card-files.ts';
import type { FileCheck } from '../../stores/card-files.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Icon.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { WindowedText } from '../../ui/WindowedText.tsx';
import s from './Card.module.css';

/** Parameters too long for the action itself: each file is read, hashed in this window, and shown whole. */
export function CardFiles({ files }: Pick<ApprovalDetail, 'files'>): ReactElement | null {
  if (files.length === 0) return null;
  return (
    <section>
      <h3 className="label">
        Kept as files <span>their hashes stand in the action</span>
      </h3>
      {files.map((file) => (
        <KeptFile key={file.path} file={file} />
      ))}
    </section>
  );
}

function KeptFile({ file }: { readonly file: ApprovalDetail['files'][number] }): ReactElement {
  const check = useCardFiles(({ checks }) => checks.get(file.sha256));
  const [isOpen, setOpen] = useState(false);
  const text = check !== undefined && 'text' in check ? check.text : null;
  return (
    <div className={s['file']}>
      <p className="row">
        <span className="mono">
          <Shown text={file.path} />
        </span>
        <span className="d">{bytes(file.bytes)}</span>
        <span className="mono d small" title={file.sha256}>
          {shortHash(file.sha256)}
        </span>
        <span className="grow" />
        <FileState check={check} total={file.bytes} />
        {text === null ? null : (
          <Button kind="quiet" onPress={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'Show all of it'}
          </Button>
        )}
      </p>
      {isOpen && text !== null ? <WindowedText text={text} label={file.path} /> : null}
    </div>
  );
}

function FileState({ check, total }: { readonly check: FileCheck | undefined; readonly total: number }): ReactElement {
  switch (check?.state) {
    case 'matches':
      return (
        <span className="st ok">
          <Mark name="succeeded" />
          hashed in this window: matches
        </span>
      );
    case 'differs':
      return (
        <span className="st fail">
          <Mark name="needs-attention" />
          not what its hash says
        </span>
      );
    case 'gone':
      return (
        <span className="st fail">
          <Mark name="failed" />
          {check.reason}
        </span>
      );
    default:
      return (
        <span className="d small">
          reading and hashing, {count(Math.floor(((check?.read ?? 0) / Math.max(1, total)) * 100))} %
        </span>
      );
  }
}
