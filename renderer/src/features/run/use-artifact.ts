import { useEffect, useState } from 'react';
import { readArtifact } from '../../stores/artifacts.ts';

export type ArtifactText =
  | { readonly state: 'loading' }
  | { readonly state: 'read'; readonly text: string; readonly isWhole: boolean }
  | { readonly state: 'failed'; readonly error: unknown };

const mostShown = 1_500_000;

/** An artifact's text, read once per version. */
export function useArtifactText(artifactId: string | undefined): ArtifactText {
  const [kept, setKept] = useState<{ id: string; value: ArtifactText } | null>(null);
  useEffect(() => {
    if (artifactId === undefined) return;
    let isWanted = true;
    readArtifact(artifactId, { most: mostShown }).then(
      ({ text, isWhole }) => isWanted && setKept({ id: artifactId, value: { state: 'read', text, isWhole } }),
      (error: unknown) => isWanted && setKept({ id: artifactId, value: { state: 'failed', error } }),
    );
    return () => {
      isWanted = false;
    };
  }, [artifactId]);
  return kept !== null && kept.id === artifactId ? kept.value : { state: 'loading' };
}
