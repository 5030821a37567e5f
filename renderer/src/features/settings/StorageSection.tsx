import type { ReactElement } from 'react';
import { BackupsPart } from './BackupsPart.tsx';
import { RetentionPart } from './RetentionPart.tsx';

/** What is kept, for how long, and where a second copy of it is. */
export function StorageSection(): ReactElement {
  return (
    <>
      <BackupsPart />
      <RetentionPart />
    </>
  );
}
