import { runCommandLine } from './run-command-line.ts';
import { systemTerminal } from './terminal.ts';

// The program behind the `lanekeeper` command; `launcher.cjs` starts it on a Node that is new enough.
process.exit(await runCommandLine(process.argv.slice(2), systemTerminal()));
