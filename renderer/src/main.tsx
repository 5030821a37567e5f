import './zod-setup.ts';

// Everything that makes a schema is loaded after zod has been told not to compile: a bundler may otherwise run the
// shared schemas first, and each would try `new Function` against the content policy.
// One after the other, each in a task of its own: evaluated as one they held the first paint, and every key, for 60 ms.
await import('../../shared/ipc/methods.ts');
await import('react-dom/client');
const { start } = await import('./start.tsx');
start();
