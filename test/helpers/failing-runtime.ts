// Stands in for a runtime that finds its workspace unusable.
const words = { code: 'unsupported', message: 'This workspace is of a newer version.', hint: 'Update Lanekeeper.' };
process.send?.({ kind: 'failed', ...words }, () => process.exit(1));
