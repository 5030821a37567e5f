import { parentPort } from 'node:worker_threads';

// The other end of a measured thread hop: sends back what it gets.
parentPort?.on('message', (message: unknown) => parentPort?.postMessage(message));
