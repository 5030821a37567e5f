import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { openWindowBridge } from './bridge.ts';
import { startClock } from './clock.ts';
import { readAgents } from './stores/agents.ts';
import { startAppearance } from './stores/appearance.ts';
import { takeBackupProgress } from './stores/backups.ts';
import { setConnection, takeShellWord } from './stores/connection.ts';
import { usePerson } from './stores/person.ts';
import { takeReserved } from './stores/reservations.ts';
import { startRouting } from './stores/route.ts';
import { takeProgress } from './stores/runs.ts';
import { takeTurnWords } from './stores/turn-stream.ts';
import { watchWorkspace } from './stores/workspace.ts';
import '@fontsource-variable/inter/wght.css';
import { noteSimulation } from './stores/policy-simulation.ts';
import './styles/tokens.css';
import './styles/parts.css';

/** Opens the line, follows the workspace and draws the window. */
export function start(): void {
  startAppearance();
  openWindowBridge({
    actingAs: () => usePerson.getState().personId ?? undefined,
    onConnection: setConnection,
    onEphemeral: (name, payload) => {
      if (name === 'progress' && 'runningSteps' in payload)
        takeProgress(payload.runId, payload.progress, payload.runningSteps);
      if (name === 'reserved' && 'reservedBy' in payload) takeReserved(payload.approvalId, payload.reservedBy);
      if (name === 'backup' && 'unit' in payload && 'done' in payload && !('runId' in payload))
        takeBackupProgress(payload);
      if (name === 'simulation' && 'simulationId' in payload) noteSimulation(payload);
      if (name === 'turn' && 'upTo' in payload) takeTurnWords(payload);
      if (name === 'runtime' && 'state' in payload) takeShellWord(payload);
    },
  });
  startRouting();
  startClock();
  watchWorkspace();
  void readAgents();
  // News is what comes after the first page.
  requestIdleCallback(() => void import('./stores/watch-news.ts').then(({ watchNews }) => watchNews(), leftThePage));

  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

/** A page that is left while it loads what comes later has nobody to tell news to. */
function leftThePage(): void {}
