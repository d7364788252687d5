/** A stage of a run is started anew each time: it loads nothing of what the other commands need, for time and memory. */
async function main([command, ...argv]: string[]): Promise<number> {
  if (command === 'stage') return (await import('./books/stage-main.js')).stage(argv);
  return (await import('./command-line.js')).carryOut(process.argv.slice(2));
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
