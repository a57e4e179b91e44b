// Finds out whether a program can serve as the language server, before it is started as one.
'use strict';

const { execFile } = require('child_process');

const PATIENCE_MS = 10000;

// What stands in the way of `program lsp`, as a sentence for the user; nothing when it can be started.
function findTrouble(program) {
  return new Promise((resolve) => {
    execFile(program, ['--help'], { timeout: PATIENCE_MS }, (error, output) => {
      resolve(error ? troubleOf(program, error) : missingCommand(program, output));
    });
  });
}

function troubleOf(program, error) {
  if (error.code === 'ENOENT')
    return `There is no program "${program}": install tocsin, or set tocsin.path to where it is.`;
  if (error.code === 'EACCES') return `"${program}" may not be started: set tocsin.path to the tocsin program.`;
  if (error.killed) return `"${program} --help" did not answer within ${PATIENCE_MS / 1000} seconds.`;
  return `"${program}" is not tocsin, or not in order: "${program} --help" ended with ${error.code}.`;
}

// A version without the command answers `tocsin lsp --help` with its general help, so that is what is read.
function missingCommand(program, help) {
  if (/^ +lsp\b/m.test(help)) return undefined;
  return `"${program}" has no command "lsp": a newer tocsin has it. Colours and snippets work without it.`;
}

module.exports = { findTrouble };
